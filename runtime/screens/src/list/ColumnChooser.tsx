// Which columns, in which order. Kept for this user and this list.
import { useState } from 'react';
import Checkbox from '@mui/material/Checkbox';
import IconButton from '@mui/material/IconButton';
import Popover from '@mui/material/Popover';
import Tooltip from '@mui/material/Tooltip';
import Button from '@mui/material/Button';
import ColumnsIcon from '@mui/icons-material/ViewColumnOutlined';
import DownIcon from '@mui/icons-material/KeyboardArrowDownOutlined';
import UpIcon from '@mui/icons-material/KeyboardArrowUpOutlined';
import { keptColumns } from './arrange_columns.ts';
import type { ArrangedColumn } from './arrange_columns.ts';
import type { ListPreference } from './list_preference.ts';
import editors from './filters/Editors.module.css';

export function ColumnChooser(props: {
  columns: ArrangedColumn[];
  onChange: (columns: NonNullable<ListPreference['columns']>) => void;
}) {
  const { columns } = props;
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const shown = columns.filter((column) => !column.hidden).length;
  const move = (from: number, to: number) => {
    const next = [...columns];
    const [moved] = next.splice(from, 1);
    if (moved) next.splice(to, 0, moved);
    props.onChange(keptColumns(next));
  };
  return (
    <>
      <Tooltip title="选择列">
        <IconButton
          size="small"
          aria-label="选择列"
          aria-haspopup="dialog"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={{ ml: 0.5, verticalAlign: 'middle' }}
        >
          <ColumnsIcon />
        </IconButton>
      </Tooltip>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { sx: { width: 280, mt: 0.5 }, role: 'dialog', 'aria-label': '选择列' } }}
      >
        <div className={editors['options']} style={{ maxHeight: 420 }}>
          {columns.map((column, index) => (
            <div key={column.path} className={editors['option']}>
              <label>
                <Checkbox
                  size="small"
                  checked={!column.hidden}
                  disabled={!column.hidden && shown === 1}
                  onChange={() =>
                    props.onChange(
                      keptColumns(
                        columns.map((other) => (other === column ? { ...other, hidden: !other.hidden } : other)),
                      ),
                    )
                  }
                />
                {column.label}
              </label>
              {!column.hidden && (
                <>
                  <IconButton
                    size="small"
                    aria-label={`${column.label}前移`}
                    disabled={index === 0}
                    onClick={() => move(index, index - 1)}
                  >
                    <UpIcon />
                  </IconButton>
                  <IconButton
                    size="small"
                    aria-label={`${column.label}后移`}
                    disabled={index === columns.length - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    <DownIcon />
                  </IconButton>
                </>
              )}
            </div>
          ))}
        </div>
        <div className={editors['foot']}>
          <Button size="small" variant="text" onClick={() => props.onChange([])}>
            恢复默认
          </Button>
          <Button size="small" variant="contained" onClick={() => setAnchor(null)}>
            完成
          </Button>
        </div>
      </Popover>
    </>
  );
}
