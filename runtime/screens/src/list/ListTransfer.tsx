// 导入 and 导出 of a list, where the view offers them and the actor may.
import { lazy, Suspense, useState } from 'react';
import Button from '@mui/material/Button';
import type { ListViewModel } from '@shijian/kernel';
import type { ListParams, WireEntity } from '../client/index.ts';
import { ExportButton } from '../transfer/ExportButton.tsx';
import type { ListColumn } from './columns.ts';

const ImportDialog = lazy(() =>
  import('../transfer/ImportDialog.tsx').then((module) => ({ default: module.ImportDialog })),
);

export function ListTransfer(props: {
  view: ListViewModel;
  entity: WireEntity;
  request: Pick<ListParams, 'filter' | 'q' | 'sort' | 'tenant'>;
  columns: ListColumn[];
}) {
  const { view, entity } = props;
  const [importing, setImporting] = useState(false);
  const columns = props.columns.map((column) => column.path).join(',');
  return (
    <>
      {view.actions.includes('import') && entity.can.import && (
        <Button variant="outlined" onClick={() => setImporting(true)}>
          导入
        </Button>
      )}
      {view.actions.includes('export') && entity.can.export && (
        <ExportButton entity={entity.name} params={{ ...props.request, columns }} />
      )}
      {importing && (
        <Suspense fallback={null}>
          <ImportDialog entity={entity.name} open onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </>
  );
}
