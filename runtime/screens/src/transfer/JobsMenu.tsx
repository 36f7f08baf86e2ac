// Jobs of this user in the top bar: only there when there are any. Says when one has ended, wherever the officer is.
import { useEffect, useRef, useState } from 'react';
import Badge from '@mui/material/Badge';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Popover from '@mui/material/Popover';
import { useLocation, useNavigate } from 'react-router-dom';
import { isOpenJob, serverNow, transferApi, useJobs, useModel } from '../client/index.ts';
import type { Job } from '../client/index.ts';
import { paths, recentTime, useToast } from '../parts/index.ts';
import styles from './Import.module.css';

const SHOWN = 10;

export function JobsMenu() {
  const jobs = useJobs();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const items = (jobs.data?.items ?? []).slice(0, SHOWN);
  useEnded(items);
  if (items.length === 0) return null;
  const open = items.filter(isOpenJob).length;
  return (
    <>
      <Button
        size="small"
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event) => {
          setAnchor(event.currentTarget);
          void jobs.refetch();
        }}
      >
        {/* At the words, not at the box around them, which is a finger tall on a phone. */}
        <Badge badgeContent={open} color="primary" slotProps={{ badge: { 'aria-hidden': true } }}>
          <span style={{ paddingRight: open > 0 ? 10 : 0 }}>任务</span>
        </Badge>
        {open > 0 && <span className="sj-sr-only">，{open} 项正在进行</span>}
      </Button>
      <Popover
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        marginThreshold={12}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{
          paper: {
            role: 'dialog',
            'aria-label': '任务',
            sx: { width: 380, maxWidth: 'calc(100vw - 24px)', px: 2, mt: 0.5 },
          },
        }}
      >
        <ul className={styles['past']}>
          {items.map((job) => (
            <JobLine key={job.id} job={job} onLeave={() => setAnchor(null)} />
          ))}
        </ul>
      </Popover>
    </>
  );
}

function JobLine(props: { job: Job; onLeave(): void }) {
  const { job } = props;
  const { tenant } = useModel();
  const navigate = useNavigate();
  const toImport = pageOf(job);
  return (
    <li>
      <div className={styles['what']} style={{ flexBasis: 200 }}>
        {job.title}
        <div className={styles['quiet']}>
          {job.state === 'failed' && <strong className={styles['failed']}>没有做完 </strong>}
          {saidOf(job)}
        </div>
        {isOpenJob(job) && (
          <LinearProgress
            variant={job.total ? 'determinate' : 'indeterminate'}
            {...(job.total ? { value: Math.min(100, (job.done / job.total) * 100) } : {})}
            aria-label={`${job.title}的进度`}
            sx={{ my: 0.5 }}
          />
        )}
        <div className={styles['quiet']}>{recentTime(job.created_at, serverNow(), tenant.time_zone)}</div>
      </div>
      {job.file && (
        <Button size="small" variant="outlined" href={transferApi.jobFileUrl(job.id)} download>
          下载
        </Button>
      )}
      {toImport && (
        <Button
          size="small"
          variant="outlined"
          onClick={() => {
            props.onLeave();
            navigate(toImport);
          }}
        >
          查看
        </Button>
      )}
      {isOpenJob(job) && !job.cancelling && (
        <Button size="small" onClick={() => void transferApi.cancelJob(job.id).catch(() => undefined)}>
          停止
        </Button>
      )}
    </li>
  );
}

function saidOf(job: Job): string {
  if (job.state === 'waiting') return '正在排队';
  if (job.state === 'cancelled') return '已停止';
  if (job.state === 'failed') return job.error?.title ?? '';
  if (job.state === 'done') return job.message || '已完成';
  const part = job.total ? ` ${Math.floor((job.done / job.total) * 100)}%` : '';
  return job.cancelling ? '正在停止' : `${job.message || '正在进行'}${part}`;
}

/** Where a job is followed; null: only in this menu. */
function pageOf({ import: id, entity }: Job): string | null {
  return id !== null && entity !== null ? paths.import(entity, id) : null;
}

/** A word at the foot when a job that was under way has ended, but on its own page, which says it itself. */
function useEnded(items: readonly Job[]): void {
  const toast = useToast();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const open = useRef(new Set<string>());
  useEffect(() => {
    for (const job of items) {
      const page = pageOf(job);
      if (isOpenJob(job)) open.current.add(job.id);
      else if (open.current.delete(job.id) && job.state !== 'cancelled' && page !== pathname) {
        const look = page === null ? undefined : { label: '查看', onClick: () => navigate(page) };
        const url = transferApi.jobFileUrl(job.id);
        if (job.file)
          toast({ text: `${job.title}已生成`, action: { label: '下载', onClick: () => window.location.assign(url) } });
        else if (job.state === 'failed')
          toast({ text: `${job.title}没有做完：${saidOf(job)}`, tone: 'bad', ...(look && { action: look }) });
        else toast({ text: `${job.title}：${saidOf(job)}`, ...(look && { action: look }) });
      }
    }
  }, [items, toast, navigate, pathname]);
}
