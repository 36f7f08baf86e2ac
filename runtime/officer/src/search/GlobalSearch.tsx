// The search box of the header: `/` goes there, arrows choose, Enter opens. Follows the combobox pattern of WAI-ARIA.
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import SearchIcon from '@mui/icons-material/SearchOutlined';
import { useLocation, useNavigate } from 'react-router-dom';
import { KeyHint, isComposing, isPageKey } from '@shijian/screens';
import { useSearch } from './useSearch.ts';
import { SearchResults } from './SearchResults.tsx';
import { flatten } from './search_hits.ts';
import styles from './GlobalSearch.module.css';

export function GlobalSearch() {
  const navigate = useNavigate();
  const location = useLocation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const result = useSearch(text);
  const hits = flatten(result.groups, text.trim());
  const shown = open && text.trim() !== '';

  useEffect(() => setOpen(false), [location.key]);
  useEffect(() => setActive(-1), [text]);
  useEffect(() => {
    const focus = (event: globalThis.KeyboardEvent) => {
      if ((event.key !== '/' && event.key !== '、') || !isPageKey(event)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('keydown', focus);
    document.addEventListener('pointerdown', away);
    return () => {
      document.removeEventListener('keydown', focus);
      document.removeEventListener('pointerdown', away);
    };
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (isComposing(event)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (hits.length > 0) setActive((active + step + hits.length + (active < 0 && step < 0 ? 1 : 0)) % hits.length);
    } else if (event.key === 'Enter') {
      const hit = hits[active] ?? hits[0];
      if (hit) {
        navigate(hit.to);
        setOpen(false);
        input.current?.blur();
      }
    } else if (event.key === 'Escape') {
      if (shown) setOpen(false);
      else input.current?.blur();
    }
  }

  return (
    <div className={styles['box']} ref={box} role="search">
      <SearchIcon aria-hidden className={styles['icon']} />
      <input
        ref={input}
        className={styles['input']}
        type="text"
        role="combobox"
        aria-label="搜索"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        placeholder="搜名称、信用代码、许可证号、电话尾号"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      <KeyHint aria-hidden>/</KeyHint>
      <div className={styles['panel']} hidden={!shown}>
        <SearchResults
          id={id}
          result={result}
          hits={hits}
          active={active}
          text={text.trim()}
          onPick={() => setOpen(false)}
        />
      </div>
    </div>
  );
}
