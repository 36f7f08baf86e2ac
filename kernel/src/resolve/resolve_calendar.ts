// The calendar of workdays: seed rows of the entity that plays it. They are part of the revision, so a deadline is judged by the days that were
// announced when it was set, and the browser, the server and the database count the same.
import { calendarOf } from '../expressions/workdays.ts';
import { fieldType } from '../field_types/index.ts';
import { scalarAt } from '../parse/node.ts';
import { documentsOf, findField, nameOf } from './context.ts';
import type { Context } from './context.ts';

const wanted = { date: 'date', worked: 'boolean' } as const;

/** Later rows win: those of a bureau stand behind those of its packages. */
export function resolveCalendar(ctx: Context): void {
  for (const document of documentsOf(ctx, 'Entity')) {
    const place = scalarAt(document.node, 'plays');
    const entity = ctx.model.entities[nameOf(document)];
    if (place?.value !== 'calendar' || entity?.plays !== 'calendar') continue;
    const missing = Object.entries(wanted).flatMap(([name, type]) =>
      findField(entity, name)?.type === type ? [] : `${name}: ${type}`,
    );
    if (missing.length > 0) {
      ctx.sink.add('E_PLAYS_FIELDS', place.source, place.start, 'plays', 'calendar', { wanted: missing.join(', ') });
      continue;
    }
    const rows = ctx.model.records.filter((records) => records.of === entity.name).flatMap((records) => records.rows);
    const cell = (row: Record<string, string>, name: keyof typeof wanted): unknown => {
      const field = findField(entity, name)!;
      const read = fieldType(field.type).fromText(row[name] ?? '', field, { list: () => undefined });
      return read.ok ? read.value : null;
    };
    ctx.model.calendar = calendarOf(
      rows.map((row) => ({ date: String(cell(row, 'date')), worked: cell(row, 'worked') === true })),
    );
  }
}
