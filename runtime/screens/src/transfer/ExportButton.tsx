// 导出 of what the list shows: format and columns are asked, how many rows and how many at most are said before it starts.
import { lazy, Suspense, useState } from 'react';
import Button from '@mui/material/Button';
import type { ListParams } from '../client/index.ts';

const ExportDialog = lazy(() => import('./ExportDialog.tsx').then((module) => ({ default: module.ExportDialog })));

export type ExportParams = Pick<ListParams, 'filter' | 'q' | 'sort' | 'tenant'> & { columns?: string };

/** @param props.params filter, search, order and columns of the list at hand */
export function ExportButton(props: { entity: string; params: ExportParams; label?: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {props.label ?? '导出'}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ExportDialog entity={props.entity} params={props.params} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
