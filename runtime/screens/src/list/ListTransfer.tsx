// 导入 and 导出 of a list, where the view offers them and the actor may.
import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import type { ListViewModel } from '@shijian/kernel';
import type { ListParams, WireEntity } from '../client/index.ts';
import { paths } from '../parts/index.ts';
import { ExportButton } from '../transfer/ExportButton.tsx';
import type { ListColumn } from './columns.ts';

export function ListTransfer(props: {
  view: ListViewModel;
  entity: WireEntity;
  request: Pick<ListParams, 'filter' | 'q' | 'sort' | 'tenant'>;
  columns: ListColumn[];
}) {
  const { view, entity } = props;
  const columns = props.columns.map((column) => column.path).join(',');
  return (
    <>
      {view.actions.includes('import') && entity.can.import && (
        <Button variant="outlined" component={Link} to={paths.import(entity.name)}>
          导入
        </Button>
      )}
      {view.actions.includes('export') && entity.can.export && (
        <ExportButton entity={entity.name} params={{ ...props.request, columns }} />
      )}
    </>
  );
}
