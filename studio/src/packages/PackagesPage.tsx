// 模块与插件: what the bureau runs, newer versions that wait, and what else there is on the shelf.
import { useRef, useState } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  ApiProblem,
  Chip,
  EmptyState,
  ErrorState,
  PageHeader,
  RowsSkeleton,
  problemTitle,
  useToast,
} from '@shijian/screens/kit';
import type { Fault } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import { useDoor } from '../client/DoorProvider.tsx';
import { useSources } from '../kernel/useChecked.ts';
import type { PackageAct, ShelfItem } from '../client/types.ts';
import { ChangeDialog } from './ChangeDialog.tsx';
import { bringsText } from './brings.ts';
import { neededBy, olderThan } from './shelf_versions.ts';
import styles from './Packages.module.css';

export default function PackagesPage() {
  const client = useQueryClient();
  const toast = useToast();
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<{ file: string; title: string; faults: readonly Fault[] } | null>(null);
  const [asking, setAsking] = useState<{ item: ShelfItem; act: PackageAct } | null>(null);
  const query = useQuery({ queryKey: doorKeys.shelf, queryFn: () => doorApi.shelf() });
  const upload = async (chosen: File) => {
    setBusy(true);
    setRefused(null);
    try {
      const { label, version } = await doorApi.uploadPackage(chosen);
      toast({ text: `已装入${label} ${version}，各局可以启用` });
      await client.invalidateQueries({ queryKey: doorKeys.all });
    } catch (error) {
      const faults = error instanceof ApiProblem ? error.faults : [];
      setRefused({ file: chosen.name, title: problemTitle(error), faults });
    } finally {
      setBusy(false);
    }
  };
  const items = query.data?.items ?? [];
  const can = query.data?.can.change ?? false;
  const ask = (item: ShelfItem, act: PackageAct) => setAsking({ item, act });
  return (
    <>
      <PageHeader
        title="模块与插件"
        sub="本局在用的业务包，和可以启用的"
        actions={
          query.data?.can.upload && (
            <>
              <input
                ref={file}
                type="file"
                accept=".tgz,.tar.gz"
                hidden
                aria-label="选择包文件"
                onChange={(event) => {
                  const chosen = event.target.files?.[0];
                  event.target.value = '';
                  if (chosen) void upload(chosen);
                }}
              />
              <Button
                variant="outlined"
                startIcon={<UploadIcon />}
                disabled={busy}
                onClick={() => file.current?.click()}
              >
                {busy ? '正在检查…' : '从文件装入'}
              </Button>
            </>
          )
        }
      />
      {refused && (
        <Alert severity="error" sx={{ mt: 1.5 }} onClose={() => setRefused(null)}>
          <b>没有装入“{refused.file}”</b>
          {refused.faults.length === 0 && <div>{refused.title}</div>}
          <ul className={styles['faults']}>
            {refused.faults.map(({ code, path, message }) => (
              <li key={`${code} ${path} ${message}`}>
                {path && <code>{path}</code>} {message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {query.isPending && <RowsSkeleton rows={4} height={72} />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <EmptyState title="还没有业务包" />}
      <Group
        title="本局在用"
        items={items.filter(({ version }) => version !== null)}
        all={items}
        can={can}
        onAsk={ask}
      />
      <Group
        title="可以启用"
        items={items.filter(({ version }) => version === null)}
        all={items}
        can={can}
        onAsk={ask}
      />
      {asking && <ChangeDialog {...asking} onClose={() => setAsking(null)} />}
    </>
  );
}

function Group(props: {
  title: string;
  items: readonly ShelfItem[];
  all: readonly ShelfItem[];
  can: boolean;
  onAsk: (item: ShelfItem, act: PackageAct) => void;
}) {
  const door = useDoor();
  const sources = useSources(door.rev).data;
  if (props.items.length === 0) return null;
  return (
    <section aria-label={props.title}>
      <h2 className={styles['title']}>{props.title}</h2>
      <ul className={styles['cards']}>
        {props.items.map((item) => (
          <li key={item.name} className={styles['card']}>
            <div className={styles['head']}>
              <b>{item.label}</b>
              {item.upgrade && <Chip tone="info" label={`可升级到 ${item.upgrade}`} />}
            </div>
            <div className={styles['small']}>
              {item.version === null ? `可用版本 ${item.available.join('、')}` : `版本 ${item.version}`} · {item.name}
            </div>
            <p className={styles['about']}>
              {aboutOf(item) || bringsText(sources?.packages.find(({ name }) => name === item.name))}
            </p>
            {props.can && (
              <div className={styles['acts']}>
                {item.version === null && (
                  <Button variant="contained" size="small" onClick={() => props.onAsk(item, 'install')}>
                    启用
                  </Button>
                )}
                {item.upgrade && (
                  <Button variant="contained" size="small" onClick={() => props.onAsk(item, 'upgrade')}>
                    升级
                  </Button>
                )}
                {olderThan(item).length > 0 && (
                  <Button variant="outlined" size="small" onClick={() => props.onAsk(item, 'downgrade')}>
                    换回旧版本
                  </Button>
                )}
                {item.version !== null && neededBy(item, props.all).length === 0 && (
                  <Button variant="outlined" size="small" onClick={() => props.onAsk(item, 'remove')}>
                    停用
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the package says of itself. */
function aboutOf(item: ShelfItem): string {
  const version = item.version ?? item.available[0];
  const manifest = item.versions.find((one) => one.version === version)?.manifest;
  const about = manifest?.['description'];
  return typeof about === 'string' ? about : '';
}
