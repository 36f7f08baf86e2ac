// Who is there: the officer's session serves here too. Nobody: a login page; run out: a sheet over what was being written.
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiProblem, ErrorState, LoginSheet, ModelProvider, PageSkeleton, api, queryKeys } from '@shijian/screens/kit';
import { LoginPage } from './LoginPage.tsx';

export function SessionGate(props: { children: ReactNode }) {
  const client = useQueryClient();
  const me = useQuery({ queryKey: queryKeys.me, queryFn: () => api.me(), staleTime: 5 * 60_000 });
  // A password given by somebody else is replaced where the officer's app asks for it.
  const elsewhere = me.data?.must_change === true;
  useEffect(() => {
    if (elsewhere) window.location.assign('/');
  }, [elsewhere]);
  if (me.error instanceof ApiProblem && me.error.status === 401 && !me.data)
    return <LoginPage onDone={() => client.invalidateQueries({ queryKey: queryKeys.me })} />;
  if (elsewhere) return <PageSkeleton />;
  return (
    <ModelProvider loading={<PageSkeleton />} failed={(error, retry) => <ErrorState error={error} onRetry={retry} />}>
      {props.children}
      <LoginSheet onOther={() => window.location.assign('/login')} />
    </ModelProvider>
  );
}
