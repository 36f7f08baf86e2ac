// A job under way, followed as it goes; the page can be left meanwhile.
import { useState } from 'react';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import { problemTitle, transferApi, useJob } from '../client/index.ts';
import type { Job } from '../client/index.ts';
import { useToast } from '../parts/index.ts';
import styles from './Import.module.css';

export function JobProgress(props: { id: string; onEnd(job: Job): Promise<void> }) {
  const toast = useToast();
  const [stopping, setStopping] = useState(false);
  const job = useJob(props.id, (ended) => {
    if (ended.state === 'failed') toast({ text: ended.error?.title ?? '任务没有做完', tone: 'bad' });
    void props.onEnd(ended);
  });
  const stop = async (): Promise<void> => {
    setStopping(true);
    await transferApi.cancelJob(props.id).catch((error: unknown) => {
      toast({ text: problemTitle(error), tone: 'bad' });
      setStopping(false);
    });
  };
  const part = job?.total ? Math.min(100, (job.done / job.total) * 100) : null;
  return (
    <div role="status" style={{ padding: '24px 0' }}>
      <p style={{ margin: '0 0 8px' }}>
        {job === null || job.state === 'waiting' ? '正在排队…' : `${job.message || '正在进行'}…`}
        {job?.total ? (
          <span className={styles['quiet']}>
            {' '}
            {job.done.toLocaleString('zh-CN')} / {job.total.toLocaleString('zh-CN')} 行
          </span>
        ) : null}
      </p>
      <LinearProgress
        variant={part === null ? 'indeterminate' : 'determinate'}
        {...(part === null ? {} : { value: part })}
        aria-label="进度"
      />
      <p className={styles['quiet']} style={{ margin: '12px 0' }}>
        可以离开这一页去做别的，进度在右上角“任务”里，随时可以回来。
      </p>
      <Button variant="outlined" disabled={stopping || job?.cancelling === true} onClick={() => void stop()}>
        {stopping ? '正在停止…' : '停止'}
      </Button>
    </div>
  );
}
