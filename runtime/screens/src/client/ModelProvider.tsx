// Loads who I am and what I may see, once; everything below it can ask for both without waiting.
import { createContext, useContext, useEffect, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './api.ts';
import { withBureaus } from './bureaus.ts';
import { ApiProblem } from './problem.ts';
import { queryKeys } from './query_keys.ts';
import type { Me, WireEntity, WireModel } from './types.ts';

interface ModelContextValue {
  model: WireModel;
  me: Me;
}

const ModelContext = createContext<ModelContextValue | null>(null);

/**
 * Gives `useModel`, `useMe` and `useEntity` to its children once both are known.
 * @param loading shown meanwhile @param failed shown with a way to try again
 */
export function ModelProvider(props: {
  children: ReactNode;
  loading: ReactNode;
  failed: (error: unknown, retry: () => void) => ReactNode;
}) {
  const client = useQueryClient();
  const me = useQuery({ queryKey: queryKeys.me, queryFn: () => api.me(), staleTime: 5 * 60_000 });
  const model = useQuery({
    queryKey: [...queryKeys.model, me.data?.user.id],
    queryFn: () => api.model(),
    enabled: me.data !== undefined && !me.data.must_change,
    staleTime: 5 * 60_000,
  });
  const revision = model.data?.revision;
  useEffect(() => {
    // Big code lists are kept for good; a new revision of the model may hold other codes.
    if (revision !== undefined) void client.invalidateQueries({ queryKey: ['code-list'] });
  }, [client, revision]);
  const value = useMemo(
    () => (me.data && model.data ? { me: me.data, model: withBureaus(model.data) } : null),
    [me.data, model.data],
  );
  if (value) return <ModelContext.Provider value={value}>{props.children}</ModelContext.Provider>;
  const error = me.error ?? model.error;
  if (error) {
    return props.failed(error, () => {
      void me.refetch();
      if (me.data) void model.refetch();
    });
  }
  return props.loading;
}

/** The model as this actor may see it. */
export function useModel(): WireModel {
  return useModelContext().model;
}

/** Who is logged in. */
export function useMe(): Me {
  return useModelContext().me;
}

/**
 * One entity of the model.
 * @throws ApiProblem E_RECORD_NONE when this actor may not see it (an error boundary shows the 404 page)
 */
export function useEntity(name: string): WireEntity {
  const entity = useModelContext().model.entities[name];
  if (!entity) throw new ApiProblem({ status: 404, code: 'E_RECORD_NONE', title: '您所在单位看不到这类内容' });
  return entity;
}

function useModelContext(): ModelContextValue {
  const value = useContext(ModelContext);
  if (!value) throw new Error('ModelProvider is missing above this component');
  return value;
}
