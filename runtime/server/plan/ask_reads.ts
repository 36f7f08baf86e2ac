// Which fields a question to stored rows reads.
import { readsOf, type Ask, type Expr } from '@shijian/kernel';

export function readsAsked(ask: Ask): { entity: string; field: string }[] {
  const of = (expr: Expr | null): { entity: string; field: string }[] => (expr ? readsOf(expr).fields : []);
  const own = (field: string): { entity: string; field: string } => ({ entity: ask.entity, field });
  switch (ask.rows) {
    case 'true':
    case 'false':
      return of(ask.expr);
    case 'empty':
    case 'filled':
      // Whether something is there shows under a mask too.
      return of(ask.when);
    case 'codes':
    case 'unfit':
    case 'unconverted':
      return [own(ask.field)];
    case 'twins':
      return [...ask.key.fields.map(own), ...of(ask.key.where)];
    default:
      return [];
  }
}
