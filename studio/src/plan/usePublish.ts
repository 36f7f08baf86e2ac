// Publishes a draft and follows the job to its end.
import { useCallback, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { problemTitle, queryKeys, useJob, useToast } from '@shijian/screens/kit';
import type { Job } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';

/** @param started a job under way from before, so that a page that is opened again goes on showing it */
export function usePublish(draft: string, started: string | null) {
  const client = useQueryClient();
  const toast = useToast();
  const [job, setJob] = useState(started);
  const [failure, setFailure] = useState<string | null>(null);
  const settle = useCallback(async () => {
    setJob(null);
    await Promise.all([
      client.invalidateQueries({ queryKey: doorKeys.all }),
      client.invalidateQueries({ queryKey: queryKeys.model }),
    ]);
  }, [client]);
  const onEnd = useCallback(
    (ended: Job) => {
      if (ended.state === 'done') toast({ text: '已发布，全局按新配置办理' });
      else setFailure(ended.error?.title ?? '没有发布成功，本局仍按原来的配置办理，请重试');
      void settle();
    },
    [settle, toast],
  );
  const progress = useJob(job, onEnd);
  return {
    publishing: job !== null,
    /** Why the last try came to nothing. */
    failure,
    progress,
    async publish(hash: string) {
      setFailure(null);
      try {
        const begun = await doorApi.publish(draft, hash);
        if (begun.job) setJob(begun.job);
        else {
          toast({ text: '已发布，全局按新配置办理' });
          await settle();
        }
      } catch (error) {
        setFailure(problemTitle(error));
        await client.invalidateQueries({ queryKey: doorKeys.all });
      }
    },
  };
}
