// Where the bureau stands at the door, for every room; who has no rights there is told so kindly.
import { createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import Button from '@mui/material/Button';
import LockIcon from '@mui/icons-material/LockOutlined';
import { useQuery } from '@tanstack/react-query';
import { ApiProblem, EmptyState, ErrorState, PageSkeleton } from '@shijian/screens/kit';
import { doorApi, doorKeys } from './door_api.ts';
import type { Door } from './types.ts';

/** How often it is asked how far the work behind a publication is. */
const WORKING_MS = 4_000;

const DoorContext = createContext<Door | null>(null);

export function DoorProvider(props: { children: ReactNode }) {
  const query = useQuery({
    queryKey: doorKeys.door,
    queryFn: () => doorApi.door(),
    refetchOnWindowFocus: true,
    refetchInterval: ({ state }) => (state.data && state.data.work.length > 0 ? WORKING_MS : false),
  });
  if (query.data) return <DoorContext.Provider value={query.data}>{props.children}</DoorContext.Provider>;
  if (query.error instanceof ApiProblem && (query.error.status === 404 || query.error.status === 403))
    return (
      <EmptyState
        icon={<LockIcon />}
        title="您没有配置台的权限"
        text="配置台用来调整本局的表单、规则和权限。需要使用时，请联系本单位管理员为您开通。"
        actions={
          <Button variant="contained" href="/">
            回到工作台
          </Button>
        }
      />
    );
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <PageSkeleton />;
}

/** Package versions, revision and rights of the bureau that I work in. */
export function useDoor(): Door {
  const door = useContext(DoorContext);
  if (!door) throw new Error('DoorProvider is missing above this component');
  return door;
}
