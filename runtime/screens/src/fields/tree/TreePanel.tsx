// The inside of a tree picker: a search box, columns level by level (one at a time on the phone), and what is chosen so far.
import { useDeferredValue, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import OutlinedInput from '@mui/material/OutlinedInput';
import type { CodeModel } from '@shijian/kernel';
import type { CodeTree } from './code_tree.ts';
import { TreeColumn } from './TreeColumn.tsx';

const MOST = 60;

export function TreePanel(props: {
  tree: CodeTree;
  name: string;
  value: string | null;
  /** Where to begin when nothing is chosen yet, if the list knows it: the bureau's own region. */
  start: string;
  leafOnly: boolean;
  query: string;
  phone: boolean;
  onPick(code: string): void;
}) {
  const { tree } = props;
  const [query, setQuery] = useState(props.query);
  const wanted = useDeferredValue(query);
  const [path, setPath] = useState<CodeModel[]>(() =>
    props.value === null ? tree.pathOf(props.start) : tree.pathOf(props.value),
  );
  const panel = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // After the popover's own focus trap, which would take the focus to the panel. On the phone the keyboard stays away.
    const timer = setTimeout(() => !props.phone && input.current?.focus(), 0);
    return () => clearTimeout(timer);
  }, [props.phone]);
  const found = wanted.trim() === '' ? null : tree.search(wanted, MOST);
  const columns = [null, ...path.map((code) => code.code)]
    .map((code) => tree.children(code))
    .filter((codes) => codes.length > 0);
  const last = path.at(-1);

  const take = (code: CodeModel, depth: number) => {
    if (tree.isLeaf(code.code)) props.onPick(code.code);
    else setPath([...path.slice(0, depth), code]);
  };
  const shown = props.phone ? columns.slice(-1) : columns;
  const firstDepth = columns.length - shown.length;

  return (
    <Box
      ref={panel}
      onKeyDown={(event) => moveFocus(event, panel.current)}
      sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, flex: 1 }}
    >
      <Box sx={{ p: 1.5, pb: 1 }}>
        <OutlinedInput
          inputRef={input}
          fullWidth
          size="small"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            const first = found?.find((code) => !props.leafOnly || tree.isLeaf(code.code));
            if (first !== undefined) props.onPick(first.code);
          }}
          placeholder="输入名称、代码或拼音首字母"
          inputProps={{ 'aria-label': `查找${props.name}` }}
        />
      </Box>
      {found !== null ? (
        <Box
          sx={{
            overflowY: 'auto',
            maxHeight: props.phone ? 'none' : 300,
            flex: props.phone ? 1 : 'none',
            px: 1,
            pb: 1,
          }}
          aria-live="polite"
        >
          <TreeColumn
            codes={found}
            active={props.value}
            phone={props.phone}
            isLeaf={() => true}
            labelOf={(code) =>
              tree
                .pathOf(code.code)
                .map((step) => step.label)
                .join(' / ')
            }
            onTake={(code) => {
              if (props.leafOnly && !tree.isLeaf(code.code)) {
                setPath(tree.pathOf(code.code));
                setQuery('');
              } else props.onPick(code.code);
            }}
          />
          {found.length === 0 && (
            <Box sx={{ px: 1, py: 2, color: 'text.secondary' }}>没有找到“{wanted}”，换个写法试试</Box>
          )}
          {found.length === MOST && (
            <Box sx={{ px: 1, pt: 1, color: 'text.secondary', fontSize: '0.75rem' }}>
              只列出前 {MOST} 项，请多输入几个字
            </Box>
          )}
        </Box>
      ) : (
        <Box
          sx={{
            display: 'flex',
            minHeight: 0,
            flex: props.phone ? 1 : 'none',
            height: props.phone ? 'auto' : 280,
            overflowX: 'auto',
            borderTop: '1px solid',
            borderColor: 'divider',
          }}
        >
          {shown.map((codes, index) => {
            const depth = firstDepth + index;
            return (
              <Box
                key={depth}
                sx={{
                  flex: '1 0 150px',
                  overflowY: 'auto',
                  p: 0.5,
                  borderLeft: index === 0 ? 0 : '1px solid',
                  borderColor: 'divider',
                }}
              >
                <TreeColumn
                  codes={codes}
                  active={path[depth]?.code ?? null}
                  phone={props.phone}
                  isLeaf={(code) => tree.isLeaf(code.code)}
                  labelOf={(code) => code.label}
                  onTake={(code) => take(code, depth)}
                />
              </Box>
            );
          })}
        </Box>
      )}
      <Box
        sx={{
          display: path.length === 0 ? 'none' : 'flex',
          alignItems: 'center',
          gap: 1,
          px: 1.5,
          py: 1,
          borderTop: '1px solid',
          borderColor: 'divider',
        }}
      >
        <Box
          component="nav"
          aria-label="已选层级"
          sx={{ flex: 1, display: 'flex', flexWrap: 'wrap', fontSize: '0.8125rem', color: 'text.secondary' }}
        >
          {path.map((code, depth) => (
            <Button
              key={code.code}
              size="small"
              sx={{ px: 0.5 }}
              onClick={() => setPath(path.slice(0, depth))}
              aria-label={`回到${code.label}`}
            >
              {depth > 0 ? `/ ${code.label}` : code.label}
            </Button>
          ))}
        </Box>
        {last !== undefined && !(props.leafOnly && !tree.isLeaf(last.code)) && (
          <Button variant="contained" onClick={() => props.onPick(last.code)}>
            选“{last.label}”
          </Button>
        )}
      </Box>
    </Box>
  );
}

/** Arrows walk the lines; left and right change the column. */
function moveFocus(event: KeyboardEvent, panel: HTMLElement | null): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const target = event.target;
  if (panel === null || !(target instanceof HTMLElement)) return;
  const columns = [...panel.querySelectorAll('[data-column]')];
  const column = target.closest('[data-column]');
  const lines = (element: Element | null | undefined) => [
    ...(element?.querySelectorAll<HTMLElement>('[data-line]') ?? []),
  ];
  const step = steps[event.key];
  if (step !== undefined) {
    const all = lines(column ?? columns.at(-1));
    // From the search box into the deepest level that is open, to what is chosen there.
    const entry = all.find((line) => line.getAttribute('aria-current') === 'true') ?? all[0];
    const next = column === null ? entry : all[all.indexOf(target) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  } else if (column !== null && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
    if (event.key === 'ArrowRight') target.click();
    const index = columns.indexOf(column) + (event.key === 'ArrowRight' ? 1 : -1);
    event.preventDefault();
    requestAnimationFrame(() => {
      const wanted = panel.querySelectorAll('[data-column]')[index];
      (wanted?.querySelector<HTMLElement>('[aria-current=true]') ?? lines(wanted)[0])?.focus();
    });
  }
}
