// j k ↓ ↑ move, Enter opens, space ticks, e edits, Esc closes. Never while somebody types.
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router-dom';
import type { RecordJson, WireEntity } from '../client/index.ts';
import { isPageKey, paths } from '../parts/index.ts';

export function useListKeys(list: {
  entity: WireEntity;
  records: RecordJson[];
  row: string | null;
  select: (row: string | null) => void;
  toggle: (record: RecordJson) => void;
  enabled: boolean;
}): void {
  const { entity, records, row, select, toggle, enabled } = list;
  const navigate = useNavigate();
  // The address follows a moment later: j and a quick space must mean the same row.
  const open = useRef(row);
  useEffect(() => {
    open.current = row;
  }, [row]);
  useEffect(() => {
    if (!enabled) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (!isPageKey(event)) return;
      const at = records.findIndex((record) => record.id === open.current);
      const current = records[at];
      const inControl = event.target instanceof HTMLElement && event.target.closest('a, button, input') !== null;
      const move = steps[event.key];
      if (move !== undefined) {
        const next = records[Math.min(records.length - 1, Math.max(0, at + move))];
        event.preventDefault();
        if (next) {
          open.current = next.id;
          select(next.id);
        }
      } else if (event.key === 'Escape' && open.current !== null) {
        open.current = null;
        select(null);
      } else if (current && event.key === 'Enter' && !inControl) {
        navigate(paths.record(entity.name, current.id));
      } else if (current && event.key === ' ' && !inControl) {
        event.preventDefault();
        toggle(current);
      } else if (current && event.key === 'e' && entity.can.update) {
        event.preventDefault();
        navigate(paths.edit(entity.name, current.id));
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [enabled, entity, records, select, toggle, navigate]);
}

const steps: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
