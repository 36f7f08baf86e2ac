// Hits grouped by what they are. A list box for the keyboard, plain links for everyone else.
import { Link } from 'react-router-dom';
import { ErrorState, Highlight, recordHint, useModel } from '@shijian/screens';
import type { SearchResult } from './useSearch.ts';
import type { Hit } from './search_hits.ts';
import styles from './GlobalSearch.module.css';

export function SearchResults(props: {
  id: string;
  result: SearchResult;
  hits: Hit[];
  active: number;
  text: string;
  onPick: () => void;
}) {
  const { id, result, hits, active, text } = props;
  const model = useModel();
  return (
    <>
      <div id={`${id}-list`} role="listbox" aria-label="搜索结果">
        {hits.map((hit, index) => (
          <div key={hit.key} role="presentation">
            {hit.group && (
              <div className={styles['group']} role="presentation">
                {hit.group}
              </div>
            )}
            <Link
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              tabIndex={-1}
              to={hit.to}
              className={styles['hit']}
              onClick={props.onPick}
            >
              <span className={hit.record ? styles['title'] : styles['all']}>
                {hit.record ? <Highlight text={hit.label} find={text} /> : hit.label}
              </span>
              {hit.record && (
                <span className={styles['hint']}>
                  <Highlight text={recordHint(model, hit.entity, hit.record)} find={text} />
                </span>
              )}
            </Link>
          </div>
        ))}
      </div>
      <div role="status" className={hits.length === 0 ? styles['note'] : 'sj-sr-only'}>
        {note(result, hits.length)}
      </div>
      {result.error !== null && result.error !== undefined && <ErrorState error={result.error} compact />}
    </>
  );
}

function note(result: SearchResult, count: number): string {
  if (result.error) return '';
  if (result.tooShort) return '请至少输入两个字';
  if (result.isPending && count === 0) return '正在查找…';
  return count === 0 ? '没有找到。可以换成名称中的两个字、信用代码或许可证号的一段' : `找到 ${count} 条`;
}
