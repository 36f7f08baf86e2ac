// The records that a step of the plan is about, as far as the reader may see them, and the same as a file.
import { useMemo } from 'react';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import DownloadIcon from '@mui/icons-material/DownloadOutlined';
import { useQuery } from '@tanstack/react-query';
import { EmptyState, ErrorState, RowsSkeleton, saveFile, useModel, usePhone } from '@shijian/screens/kit';
import { parseCsv } from '@shijian/kernel';
import type { CsvRow } from '@shijian/kernel';
import { doorApi, doorKeys } from '../client/door_api.ts';
import type { PlanStep } from '../client/types.ts';
import { stepSentence } from './plan_words.ts';
import styles from './Plan.module.css';

/** More than anybody reads on a screen; the file has them all. */
const MOST = 200;

export function AffectedRows(props: { draft: string; plan: string; step: PlanStep; onClose: () => void }) {
  const { step } = props;
  const phone = usePhone();
  const { entities } = useModel();
  const query = useQuery({
    queryKey: doorKeys.rows(props.draft, props.plan, step.id),
    queryFn: () => doorApi.stepRows(props.draft, step.id),
    // Each look is an export on record: what was fetched is shown again.
    staleTime: 5 * 60_000,
  });
  const table = useMemo(() => (query.data === undefined ? null : tableOf(query.data)), [query.data]);
  const head = table?.head;
  const rows = table?.rows ?? [];
  const label = entities[step.sample?.entity ?? '']?.label ?? '记录';
  return (
    <Dialog open onClose={props.onClose} aria-labelledby="rows-title" maxWidth="lg" fullWidth fullScreen={phone}>
      <DialogTitle id="rows-title">涉及的{label}</DialogTitle>
      <DialogContent>
        <p className={styles['small']}>{stepSentence(step)}</p>
        {query.isPending && <RowsSkeleton rows={8} />}
        {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />}
        {table && rows.length === 0 && (
          <EmptyState compact title="没有您看得到的记录" text="它们在您的管辖范围以外。" />
        )}
        {head && rows.length > 0 && (
          <div className={styles['rows']} tabIndex={0} role="group" aria-label={`涉及的${label}`}>
            <table>
              <thead>
                <tr>
                  {head.cells.map((cell, i) => (
                    <th key={`${i} ${cell}`} scope="col">
                      {cell}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, MOST).map((row) => (
                  <tr key={row.line}>
                    {row.cells.map((cell, i) => (
                      <td key={`${row.line} ${head.cells[i]}`}>{cell}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </DialogContent>
      <DialogActions>
        {table && (
          <span className={`${styles['small']} ${styles['rowsCount']}`}>
            {`您看得到 ${rows.length.toLocaleString('zh-CN')} 条`}
            {rows.length > MOST && `，这里列出前 ${MOST} 条`}
          </span>
        )}
        <Button variant="outlined" onClick={props.onClose}>
          关闭
        </Button>
        <Button
          variant="contained"
          startIcon={<DownloadIcon />}
          disabled={query.data === undefined || rows.length === 0}
          onClick={() => query.data !== undefined && saveFile(query.data, `${label}清单.csv`)}
        >
          下载清单
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** The file ends with a line that says who exported it. */
function tableOf(csv: string): { head: CsvRow | undefined; rows: CsvRow[] } {
  const [head, ...rows] = parseCsv(csv).rows;
  const said = rows.at(-1)?.cells;
  const signed = said !== undefined && (said.length === 1 || said.slice(1).every((cell) => cell === ''));
  return { head, rows: signed ? rows.slice(0, -1) : rows };
}
