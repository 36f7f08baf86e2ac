// Jobs of this user: the list of them, and one followed by its events.
import { useEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { queryKeys } from './query_keys.ts';
import { transferApi } from './transfer_api.ts';
import type { Job } from './transfer_types.ts';

const LOOK_MS = 2_000;

/** Jobs of the last days, newest first; looked at again every two seconds while one is under way. */
export function useJobs() {
  return useQuery({
    queryKey: queryKeys.jobs,
    queryFn: () => transferApi.jobs(),
    staleTime: 30_000,
    refetchInterval: (query) => (query.state.data?.items.some(isOpenJob) ? LOOK_MS : false),
  });
}

/**
 * Follows one job until it ends; a lost connection is taken up again by the browser.
 * @param onEnd called once with the ended job
 * @returns null until the first word of it
 */
export function useJob(id: string | null, onEnd: (job: Job) => void): Job | null {
  const [job, setJob] = useState<Job | null>(null);
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  useEffect(() => {
    setJob(null);
    if (id === null) return undefined;
    const source = new EventSource(transferApi.jobEventsUrl(id));
    const hear = (event: MessageEvent<string>) => {
      // The shape is that of GET /api/jobs/{id}.
      const said = JSON.parse(event.data) as Job;
      setJob(said);
      if (isOpenJob(said)) return;
      source.close();
      end.current(said);
    };
    for (const kind of ['progress', 'done', 'failed', 'cancelled']) source.addEventListener(kind, hear);
    return () => source.close();
  }, [id]);
  return job;
}

export function isOpenJob(job: Pick<Job, 'state'>): boolean {
  return job.state === 'waiting' || job.state === 'running';
}
