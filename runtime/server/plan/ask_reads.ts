// Which fields a question to stored rows reads, and whether it may be answered at all. A plan is made by whoever writes drafts: if it counted
// a rule over values that he sees masked, he could find a value out by trying rules.
import { columnName, readsOf, type Ask, type Expr, type FieldModel, type Model } from '@shijian/kernel';
import type { PlanStates } from './plan_states.ts';

interface Read {
  entity: string;
  field: string;
}

/** Fields whose values the question is about; that something is there or not shows under a mask too. */
export function readsAsked(ask: Ask, models: readonly Model[]): Read[] {
  const of = (expr: Expr | null): Read[] => (expr ? readsOf(expr).fields : []);
  const own = (field: string): Read => ({ entity: ask.entity, field });
  switch (ask.rows) {
    case 'true':
    case 'false':
      return of(ask.expr);
    case 'empty':
    case 'filled':
      return of(ask.when);
    case 'codes':
    case 'unfit':
    case 'unconverted':
      return [own(ask.field)];
    case 'twins':
      return [...ask.key.fields.map(own), ...of(ask.key.where)];
    case 'shown':
    case 'hidden':
      // People hold other roles beside the one that changed: what they saw before hangs on these.
      return models.flatMap(({ roles }) =>
        Object.values(roles).flatMap(({ grants }) => of(grants[ask.entity]?.read ?? null)),
      );
    default:
      return [];
  }
}

/** False where the question is about personal values, as they are now or are to be, or about values that are still to be converted. */
export function isAnswered({ before, after }: PlanStates, ask: Ask): boolean {
  const models = [before.state.model, after.state.model];
  const named = ask.model === 'before' ? models[0]! : models[1]!;
  const scope = ask.rows === 'shown' || ask.rows === 'hidden';
  const moved =
    'field' in ask && ask.rows !== 'unconverted' && ask.model === 'after'
      ? [{ entity: ask.entity, field: ask.field }]
      : [];
  const reads = readsAsked(ask, models);
  const personal = reads.some((read) => (scope ? models : [named]).some((model) => isPersonal(model, models, read)));
  const moving =
    ask.model === 'after' &&
    ask.rows !== 'unconverted' &&
    [...reads, ...moved].some((read) => isMoving(models[0]!, models[1]!, read));
  // Which keys are shared says nothing of a single value, unless the key's condition does.
  return !moving && !(personal && !(ask.rows === 'twins' && ask.key.where === null));
}

/** By its identity in either model: a draft that takes the mask off does not get behind it before it is applied. */
function isPersonal(named: Model, models: readonly Model[], { entity, field }: Read): boolean {
  const [, owner = entity, rows = field] = /^row:([^#]+)#(.+)$/.exec(entity) ?? [];
  const found = fieldOf(named, owner, ({ name }) => name === rows);
  return models.some((model) => {
    const same = found && fieldOf(model, owner, ({ uid }) => uid === found.uid);
    if (!same) return false;
    if (same.personal !== null) return true;
    return owner !== entity && same.fields.some((cell) => cell.personal !== null && cell.name === field);
  });
}

function isMoving(before: Model, after: Model, { entity, field }: Read): boolean {
  const to = fieldOf(after, entity, ({ name }) => name === field);
  const from = to && fieldOf(before, entity, ({ uid }) => uid === to.uid);
  return from !== undefined && columnName(from) !== columnName(to!);
}

function fieldOf(model: Model, entity: string, test: (field: FieldModel) => boolean): FieldModel | undefined {
  return model.entities[entity]?.fields.find(test);
}
