// 第 1–20 条，共 46 条. The total comes after the rows and never holds them up.
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import type { Total } from '../client/index.ts';
import { countText } from '../parts/index.ts';
import { pageSizes } from './list_preference.ts';
import type { ListPageState } from './useListPage.ts';
import styles from './List.module.css';

export function Pager(props: {
  page: ListPageState;
  total: Total | null;
  size: number;
  phone: boolean;
  onTurn: (after: string | null, page: number) => void;
  onSize: (size: number) => void;
}) {
  const { page, total, size } = props;
  const items = page.query.data?.items.length ?? 0;
  if (items === 0) return null;
  const first = (page.page - 1) * size + 1;
  const turn = (to: (() => { after: string | null; page: number }) | null) => {
    if (!to) return;
    const target = to();
    props.onTurn(target.after, target.page);
  };
  return (
    <nav className={styles['pager']} aria-label="翻页">
      {!props.phone && (
        <Select
          variant="standard"
          disableUnderline
          value={size}
          onChange={(event) => props.onSize(Number(event.target.value))}
          inputProps={{ 'aria-label': '每页条数' }}
          sx={{ fontSize: '0.8125rem', color: 'var(--ink2)' }}
        >
          {pageSizes.map((option) => (
            <MenuItem key={option} value={option}>
              每页 {option} 条
            </MenuItem>
          ))}
        </Select>
      )}
      <span role="status">
        第 {first.toLocaleString('zh-CN')}–{(first + items - 1).toLocaleString('zh-CN')} 条
        {total && `，共 ${countText(total)} 条`}
      </span>
      <span style={{ display: 'flex', gap: 8 }}>
        <Button variant="outlined" size="small" disabled={!page.previous} onClick={() => turn(page.previous)}>
          上一页
        </Button>
        <Button variant="outlined" size="small" disabled={!page.next} onClick={() => turn(page.next)}>
          下一页
        </Button>
      </span>
    </nav>
  );
}
