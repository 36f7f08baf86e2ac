// Search across everything this actor may read and search in.
import { useEffect, useState } from 'react';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { api, useModel } from '@shijian/screens';
import type { RecordJson } from '@shijian/screens';

export interface SearchTarget {
  entity: string;
  label: string;
  /** The list to go to for all hits. */
  view: string;
}

export interface SearchGroup extends SearchTarget {
  items: RecordJson[];
  more: boolean;
}

export interface SearchResult {
  groups: SearchGroup[];
  isPending: boolean;
  error: unknown;
  /** Too short to search: one Chinese character, or two letters. */
  tooShort: boolean;
}

const perEntity = 5;

/** Entities that are in the menu and have something to search in, in the menu's order. */
export function useSearchTargets(): SearchTarget[] {
  const model = useModel();
  const targets = new Map<string, SearchTarget>();
  for (const item of model.menus.flatMap((menu) => menu.items)) {
    const view = model.views[item.view];
    const entity = view && model.entities[view.of];
    if (view?.type !== 'list' || !entity || targets.has(entity.name)) continue;
    const searchable = view.search.length > 0 || entity.fields.some((field) => field.searchable !== false);
    if (searchable) targets.set(entity.name, { entity: entity.name, label: entity.label, view: item.view });
  }
  return [...targets.values()];
}

export function useSearch(text: string): SearchResult {
  const q = useSettled(text.trim(), 220);
  const targets = useSearchTargets();
  const tooShort = !longEnough(q);
  const answers = useQueries({
    queries: targets.map((target) => ({
      queryKey: ['search', target.entity, q],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.records(target.entity, { q, limit: perEntity }, signal),
      enabled: !tooShort,
      staleTime: 30_000,
      placeholderData: keepPreviousData,
    })),
  });
  const groups = targets.flatMap((target, index) => {
    const page = answers[index]?.data;
    return page && page.items.length > 0 ? [{ ...target, items: page.items, more: page.next !== null }] : [];
  });
  return {
    groups: tooShort ? [] : groups,
    isPending: !tooShort && (q !== text.trim() || answers.some((answer) => answer.isPending)),
    error: answers.length > 0 && answers.every((answer) => answer.error) ? answers[0]?.error : null,
    tooShort,
  };
}

/** Two Chinese characters are a name; a single one or a lone digit would give half the bureau. */
function longEnough(text: string): boolean {
  return text.length >= 2;
}

/** The text once nobody has typed for a moment. */
function useSettled(text: string, delay: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), delay);
    return () => clearTimeout(timer);
  }, [text, delay]);
  return settled;
}
