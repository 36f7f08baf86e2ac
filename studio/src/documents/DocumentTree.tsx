// The documents by package and kind, with a search over names, labels and paths.
import { useMemo, useState } from 'react';
import InputAdornment from '@mui/material/InputAdornment';
import OutlinedInput from '@mui/material/OutlinedInput';
import SearchIcon from '@mui/icons-material/SearchOutlined';
import { Link } from 'react-router-dom';
import { Chip, EmptyState, Highlight } from '@shijian/screens/kit';
import { useDoor } from '../client/DoorProvider.tsx';
import { useWorkingDraft } from '../drafts/WorkingDraft.tsx';
import type { DocumentEntry } from '../kernel/messages.ts';
import { kindLabel, kindRank } from './kind_words.ts';
import { NewDocument } from './NewDocument.tsx';
import { documentPath, fileName } from './paths.ts';
import styles from './Documents.module.css';

const doesWords = { added: '新增', changed: '已改', removed: '删除' } as const;

export function DocumentTree(props: {
  documents: readonly DocumentEntry[];
  open: string | null;
  /** The revision that is looked at instead of what is worked on. */
  past: number | null;
}) {
  const door = useDoor();
  const { draft } = useWorkingDraft();
  const [find, setFind] = useState('');
  const groups = useMemo(() => groupsOf(props.documents, find.trim()), [props.documents, find]);
  const mayWrite = props.past === null && door.rights.write && (draft === null || draft.can.edit);
  return (
    <>
      <div className={styles['treeHead']}>
        <OutlinedInput
          size="small"
          fullWidth
          value={find}
          onChange={(event) => setFind(event.target.value)}
          placeholder="找文档：名称、代码、路径"
          inputProps={{ 'aria-label': '找文档', type: 'search' }}
          startAdornment={
            <InputAdornment position="start">
              <SearchIcon sx={{ fontSize: 18 }} />
            </InputAdornment>
          }
        />
        {mayWrite && <NewDocument documents={props.documents} />}
      </div>
      {groups.length === 0 && <EmptyState compact title="没有找到" text="换一个词，或清空查找框。" />}
      <nav aria-label="文档">
        {groups.map((group) => (
          <details
            key={`${group.package} ${find === '' ? '' : 'found'}`}
            open={group.own || find !== '' || group.kinds.some((kind) => has(kind.documents, props.open))}
            className={styles['package']}
          >
            <summary>
              {group.own ? '本局' : (door.packages.find(({ name }) => name === group.package)?.label ?? group.package)}
              <span className={styles['count']}>{group.count}</span>
            </summary>
            {group.kinds.map((kind) => (
              <details
                key={`${kind.kind} ${find === '' ? '' : 'found'}`}
                open={group.own || find !== '' || has(kind.documents, props.open)}
                className={styles['kind']}
              >
                <summary>
                  {kindLabel(kind.kind)}
                  <span className={styles['count']}>{kind.documents.length}</span>
                </summary>
                <ul>
                  {kind.documents.map((document) => (
                    <li key={document.path}>
                      <Link
                        to={documentPath(document.path, undefined, { rev: props.past ?? undefined })}
                        aria-current={document.path === props.open ? 'page' : undefined}
                        className={styles['document']}
                        title={document.path}
                      >
                        <span>
                          <Highlight text={titleOf(document)} find={find.trim()} />
                        </span>
                        {document.does && <Chip small label={doesWords[document.does]} tone="info" />}
                      </Link>
                    </li>
                  ))}
                </ul>
              </details>
            ))}
          </details>
        ))}
      </nav>
    </>
  );
}

/** What a document is called in the list. */
export function titleOf(document: DocumentEntry): string {
  const [kind, target] = document.of?.split(/\s+/) ?? [];
  const name = document.label ?? target ?? fileName(document.path);
  // Patches of an entity, its list and its form are all called alike.
  return kind === undefined ? name : `${name}（${kindLabel(kind)}）`;
}

interface Group {
  package: string;
  own: boolean;
  count: number;
  kinds: { kind: string | null; documents: DocumentEntry[] }[];
}

function has(documents: DocumentEntry[], path: string | null): boolean {
  return documents.some((document) => document.path === path);
}

/** The bureau's own first, packages in their order. */
function groupsOf(documents: readonly DocumentEntry[], find: string): Group[] {
  const wanted = find.toLowerCase();
  const groups = new Map<string, Group>();
  for (const document of documents) {
    const words = [document.label, document.name, document.path, document.of].join(' ').toLowerCase();
    if (wanted !== '' && !words.includes(wanted)) continue;
    const group = groups.get(document.package) ?? { package: document.package, own: document.own, count: 0, kinds: [] };
    groups.set(document.package, group);
    group.count += 1;
    const kind = group.kinds.find((one) => one.kind === document.kind);
    if (kind) kind.documents.push(document);
    else group.kinds.push({ kind: document.kind, documents: [document] });
  }
  for (const group of groups.values()) group.kinds.sort((a, b) => kindRank(a.kind) - kindRank(b.kind));
  return [...groups.values()].sort((a, b) => Number(b.own) - Number(a.own));
}
