// 搜索 on the phone: the same search as a page.
import { useId, useState } from 'react';
import SearchIcon from '@mui/icons-material/SearchOutlined';
import { PageHeader } from '@shijian/screens';
import { flatten } from './search_hits.ts';
import { SearchResults } from './SearchResults.tsx';
import { useSearch } from './useSearch.ts';
import styles from './GlobalSearch.module.css';

export function SearchPage() {
  const id = useId();
  const [text, setText] = useState('');
  const result = useSearch(text);
  return (
    <div className={styles['page']}>
      <PageHeader title="搜索" />
      <div className={styles['box']} role="search">
        <SearchIcon aria-hidden className={styles['icon']} />
        <input
          className={styles['input']}
          type="search"
          enterKeyHint="search"
          aria-label="搜索"
          placeholder="名称、信用代码、许可证号、电话尾号"
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {text.trim() !== '' && (
        <div className={styles['results']}>
          <SearchResults
            id={id}
            result={result}
            hits={flatten(result.groups, text.trim())}
            active={-1}
            text={text.trim()}
            onPick={() => undefined}
          />
        </div>
      )}
    </div>
  );
}
