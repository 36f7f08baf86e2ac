// Search within this list. Waits for a pause in typing, and for the end of composing Chinese.
import { useEffect, useRef, useState } from 'react';
import SearchIcon from '@mui/icons-material/SearchOutlined';
import styles from '../List.module.css';

export function QuickSearch(props: { value: string; label: string; onChange: (value: string) => void }) {
  const { value, onChange } = props;
  const [text, setText] = useState(value);
  const [composing, setComposing] = useState(false);
  const sent = useRef(value);
  useEffect(() => {
    // The address was changed from elsewhere (a tab, 清除条件, back).
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  useEffect(() => {
    if (composing || text.trim() === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      onChange(text.trim());
    }, 280);
    return () => clearTimeout(timer);
  }, [text, composing, onChange]);
  return (
    <label className={styles['find']}>
      <SearchIcon aria-hidden />
      <input
        type="search"
        enterKeyHint="search"
        aria-label={props.label}
        placeholder="在本表内查找"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </label>
  );
}
