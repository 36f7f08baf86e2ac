// The page of a list view. What is in the address is what is shown.
import Button from '@mui/material/Button';
import { Link, useParams } from 'react-router-dom';
import { ApiProblem, useModel } from '../client/index.ts';
import { ErrorState, paths } from '../parts/index.ts';
import { ListScreen } from './ListScreen.tsx';

export function ListPage() {
  const { view: name = '' } = useParams();
  const model = useModel();
  const view = model.views[name];
  const entity = view && model.entities[view.of];
  if (view?.type !== 'list' || !entity) {
    return (
      <ErrorState
        error={new ApiProblem({ status: 404, code: 'E_VIEW_NONE', title: '没有这个列表，或您没有查看它的权限' })}
        actions={
          <Button variant="outlined" component={Link} to={paths.home()}>
            回到首页
          </Button>
        }
      />
    );
  }
  return <ListScreen key={name} view={view} entity={entity} />;
}

export default ListPage;
