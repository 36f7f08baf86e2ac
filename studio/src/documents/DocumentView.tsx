// One document: its text, the packaged text beside the bureau's patch, and what may be done with it.
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { Link, useBlocker, useNavigate, useSearchParams } from 'react-router-dom';
import {
  Chip,
  ConfirmDialog,
  EmptyState,
  PageHeader,
  PageSkeleton,
  problemTitle,
  usePhone,
  useToast,
} from '@shijian/screens/kit';
import { useDoor } from '../client/DoorProvider.tsx';
import type { DocumentChange, DoorSources } from '../client/types.ts';
import { DraftClash, useWorkingDraft } from '../drafts/WorkingDraft.tsx';
import { ask } from '../kernel/kernel_client.ts';
import type { Checked, DocumentEntry } from '../kernel/messages.ts';
import { titleOf } from './DocumentTree.tsx';
import { kindLabel } from './kind_words.ts';
import { canBePatched, emptyPatch, patchOver, patchPath } from './own_patch.ts';
import { documentPath, fileName, folderOf } from './paths.ts';
import styles from './Documents.module.css';

const Editor = lazy(() => import('./Editor.tsx'));
const ClashDialog = lazy(() => import('./ClashDialog.tsx'));

export default function DocumentView(props: {
  path: string;
  /** A revision that is looked at, and cannot be changed any more. */
  past: number | null;
  line: number | null;
  sources: DoorSources;
  checked: Checked;
  /** What is typed and not yet kept; null when there is nothing such. */
  onType: (change: DocumentChange | null) => void;
}) {
  const { path, past, sources, checked, onType } = props;
  const door = useDoor();
  const phone = usePhone();
  const navigate = useNavigate();
  const toast = useToast();
  const working = useWorkingDraft();
  const [query] = useSearchParams();
  const all = [...sources.packages, sources.tenant].flatMap(({ files }) => files);
  const base = all.find((file) => file.path === path)?.text ?? null;
  const change = past === null ? working.changes.find((one) => one.path === path) : undefined;
  const fresh = query.get('text');
  const saved = change ? change.text : base;
  const [text, setText] = useState(saved ?? fresh ?? '');
  const [given, setGiven] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [clash, setClash] = useState<DraftClash | null>(null);
  const before = useRef(saved);
  useEffect(() => {
    // The draft was put down or another taken up: what was not typed over follows.
    if (before.current === saved) return;
    if (text === (before.current ?? '')) {
      setText(saved ?? '');
      setGiven(saved ?? '');
    }
    before.current = saved;
  }, [saved, text]);
  const entry = checked.documents.find((one) => one.path === path) ?? null;
  const own = entry?.own ?? path.startsWith(folderOf(sources.tenant));
  const exists = saved !== null || fresh !== null;
  const editable = past === null && own && door.rights.write && (working.draft === null || working.draft.can.edit);
  const dirty = editable && exists && text !== (saved ?? '');
  useEffect(() => onType(dirty ? { path, text } : null), [dirty, onType, path, text]);
  useEffect(() => () => onType(null), [onType]);
  const blocker = useBlocker(
    ({ nextLocation }) => dirty && new URLSearchParams(nextLocation.search).get('path') !== path,
  );
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [dirty]);
  const findings = useMemo(() => checked.findings.filter((one) => one.path === path), [checked.findings, path]);
  const packaged = useMemo(
    () => (entry?.of ? (checked.documents.find((one) => keyOf(one) === entry.of && !one.own) ?? null) : null),
    [checked.documents, entry?.of],
  );
  const packagedText = packaged && all.find((file) => file.path === packaged.path)?.text;

  if (!exists && !change)
    return <EmptyState title="没有这份文档" text="它可能在别的草稿里，或已经删除。请从左边重新选择。" />;

  const title = entry ? titleOf(entry) : fileName(path);
  const run = async (does: () => Promise<unknown>, said: string) => {
    setBusy(true);
    try {
      await does();
      toast({ text: said });
    } catch (error) {
      if (!(error instanceof DraftClash)) toast({ text: problemTitle(error), tone: 'bad' });
      else if (dirty) setClash(error);
      else toast({ text: '同事刚改了这份文档，请看过再办', tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  const save = () => {
    if (!dirty || busy) return;
    const same = text === base;
    void run(
      () => (same ? working.undo(path) : working.put([{ path, text }], `修改${title}`)),
      same
        ? '和现行版本一样了，已从草稿中去掉'
        : working.draft
          ? `已存入草稿“${working.draft.title}”`
          : '已存入一份新草稿',
    );
  };
  const patch = past === null && entry && canBePatched(entry) ? patchOver(entry, checked.documents) : null;
  const takeOver = () => {
    if (!entry) return;
    const version = door.packages.find(({ name }) => name === entry.package)?.version;
    const to = patchPath(entry, folderOf(sources.tenant), checked.documents);
    navigate(`${documentPath(to)}&${new URLSearchParams({ text: emptyPatch(entry, version) }).toString()}`);
  };

  return (
    <div className={styles['view']}>
      <PageHeader
        title={title}
        sub={entry ? kindLabel(entry.kind) : '新文档'}
        actions={
          <>
            {phone && (
              <Button variant="outlined" component={Link} to={past === null ? '/documents' : `/documents?rev=${past}`}>
                所有文档
              </Button>
            )}
            {editable && change && !dirty && (
              <Button
                variant="outlined"
                disabled={busy}
                onClick={() => void run(() => working.undo(path), '已撤销这份文档的改动')}
              >
                撤销改动
              </Button>
            )}
            {editable && base !== null && saved !== null && entry?.kind !== 'Tenant' && (
              <Button variant="outlined" disabled={busy} onClick={() => setDeleting(true)}>
                删除
              </Button>
            )}
            {editable && (
              <Button variant="contained" disabled={!dirty || busy} onClick={save}>
                存入草稿
              </Button>
            )}
            {patch && (
              <Button variant="contained" component={Link} to={documentPath(patch.path)}>
                看本局的调整
              </Button>
            )}
            {!patch && past === null && entry && canBePatched(entry) && door.rights.write && (
              <Button variant="contained" onClick={takeOver}>
                改成本局的
              </Button>
            )}
          </>
        }
      >
        {entry?.does && <Chip tone="info" label={{ added: '新增', changed: '已改', removed: '将删除' }[entry.does]} />}
        {dirty && <Chip tone="warn" label="未存入草稿" />}
        {!own && <Chip plain label="业务包原文，只读" />}
      </PageHeader>
      <p className={styles['meta']}>{path}</p>
      {editable && working.draft?.state === 'submitted' && (
        <Alert severity="info">这份草稿已经送审。再改动，就要重新送审。</Alert>
      )}
      {saved === null && change ? (
        <EmptyState
          title="草稿里删除了这份文档"
          actions={
            <Button variant="outlined" onClick={() => void run(() => working.undo(path), '文档已恢复')}>
              恢复
            </Button>
          }
        />
      ) : (
        <Suspense fallback={<PageSkeleton />}>
          <div className={styles['editors']}>
            <div className={styles['editor']}>
              {packaged && <div className={styles['editorHead']}>本局的调整</div>}
              <Editor
                label={title}
                path={path}
                text={text}
                given={given}
                readOnly={!editable}
                findings={findings}
                line={props.line}
                onChange={setText}
                onSave={save}
                complete={(now, offset) =>
                  ask({ does: 'complete', changes: [...working.changes], path, text: now, offset })
                }
              />
            </div>
            {packaged && packagedText !== undefined && packagedText !== null && (
              <div className={styles['editor']}>
                <div className={styles['editorHead']}>
                  业务包原文：{titleOf(packaged)}
                  <Link
                    className={styles['end']}
                    to={documentPath(packaged.path, undefined, { rev: past ?? undefined })}
                  >
                    打开
                  </Link>
                </div>
                <Editor label={`业务包原文：${titleOf(packaged)}`} path={packaged.path} text={packagedText} readOnly />
              </div>
            )}
          </div>
        </Suspense>
      )}
      {clash && (
        <Suspense fallback={null}>
          <ClashDialog
            title={title}
            mine={text}
            theirs={clash.theirs ?? base ?? ''}
            onTheirs={() => {
              setText(saved ?? '');
              setGiven(saved ?? '');
              setClash(null);
            }}
            onMine={() => {
              setClash(null);
              save();
            }}
            onClose={() => setClash(null)}
          />
        </Suspense>
      )}
      <ConfirmDialog
        open={blocker.state === 'blocked'}
        title="这份文档还没有存入草稿"
        confirm="放弃改动"
        cancel="继续编辑"
        danger
        onConfirm={() => blocker.proceed?.()}
        onClose={() => blocker.reset?.()}
      >
        离开以后，刚才写的内容就没有了。
      </ConfirmDialog>
      <ConfirmDialog
        open={deleting}
        title={`删除“${title}”？`}
        confirm="删除"
        danger
        onConfirm={async () => {
          await working.put([{ path, text: null }], `删除${title}`);
          setDeleting(false);
          toast({ text: '已在草稿里删除，发布后生效' });
        }}
        onClose={() => setDeleting(false)}
      >
        只写进草稿，发布之前都可以恢复。
      </ConfirmDialog>
    </div>
  );
}

const keyOf = (document: DocumentEntry): string => `${document.kind ?? ''} ${document.name ?? ''}`;
