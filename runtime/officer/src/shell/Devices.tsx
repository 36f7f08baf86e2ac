// Where I am logged in: what I do not know, I end.
import Button from '@mui/material/Button';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  ErrorState,
  TextSkeleton,
  api,
  problemTitle,
  queryKeys,
  recentTime,
  serverNow,
  useModel,
  useToast,
} from '@shijian/screens';
import styles from './MenuPage.module.css';

export function Devices() {
  const client = useQueryClient();
  const toast = useToast();
  const model = useModel();
  const query = useQuery({ queryKey: queryKeys.sessions, queryFn: () => api.sessions(), staleTime: 0 });
  const end = useMutation({
    mutationFn: (id: string) => api.endSession(id),
    onSuccess: (_, id) => toast({ text: id === 'others' ? '其他设备都已退出' : '这个设备已退出' }),
    onError: (error) => toast({ text: problemTitle(error), tone: 'bad' }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.sessions }),
  });
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />;
  if (query.data === undefined) return <TextSkeleton lines={2} />;
  const others = query.data.items.filter(({ current }) => !current);
  return (
    <>
      <ul className={styles['devices']}>
        {query.data.items.map((session) => (
          <li key={session.id}>
            <span>
              <b>{session.device}</b>
              <small>
                {session.ip} ·{' '}
                {session.current
                  ? '这台设备'
                  : `最近活动 ${recentTime(session.seen_at, serverNow(), model.tenant.time_zone)}`}
              </small>
            </span>
            {!session.current && (
              <Button
                variant="outlined"
                disabled={end.isPending}
                aria-label={`退出 ${session.device} ${session.ip}`}
                onClick={() => end.mutate(session.id)}
              >
                退出
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <Button variant="outlined" disabled={end.isPending} onClick={() => end.mutate('others')}>
          退出其他所有设备
        </Button>
      )}
    </>
  );
}
