// What a role allows, in an officer's words, and what there is to allow: the two sides of the page where roles are made.
import { sources, type EntityModel, type Expr, type GrantModel, type Model, type RoleModel } from '@shijian/kernel';

/** One line of a role: a sort of records and what may be done with them. */
export interface GrantWords {
  entity: string;
  label: string;
  /** 查看 全部, 修改 本所 … */
  acts: { act: string; label: string; scope: string | null }[];
  hidden: string[];
  reveal: string[];
}

export interface RoleDefinition {
  name: string;
  label: string;
  own: boolean;
  grants: GrantWords[];
  /** Entries of the menu that it opens. */
  menus: string[];
}

/** The role in words. */
export function roleInWords(model: Model, role: RoleModel, own: boolean): RoleDefinition {
  return {
    name: role.name,
    label: role.label,
    own,
    grants: Object.entries(role.grants).flatMap(([name, grant]) => {
      const entity = model.entities[name];
      return entity ? [grantInWords(entity, grant)] : [];
    }),
    menus: model.menus.flatMap((menu) =>
      menu.items.flatMap((item) => {
        const of = model.views[item.view]?.of;
        return of && role.grants[of]?.read ? [`${menu.group}：${item.label}`] : [];
      }),
    ),
  };
}

function grantInWords(entity: EntityModel, grant: GrantModel): GrantWords {
  const label = (name: string) => entity.fields.find((field) => field.name === name)?.label ?? name;
  const fields = grant.update?.fields;
  const scoped: [string, string, Expr | null][] = [
    ['read', '查看', grant.read],
    ['create', '新建', grant.create],
    ['update', fields ? `修改（${fields.map(label).join('、')}）` : '修改', grant.update?.where ?? null],
    ['delete', '删除', grant.delete],
    ['restore', '恢复', grant.restore],
  ];
  const plain: [string, string, boolean][] = [
    ['import', '导入', grant.import],
    ['export', '导出', grant.export],
    ['history', '看变更记录', grant.history],
    ['across', '看下级单位', grant.across !== null],
  ];
  return {
    entity: entity.name,
    label: entity.label,
    acts: [
      ...scoped.flatMap(([act, word, expr]) => (expr ? [{ act, label: word, scope: scopeInWords(entity, expr) }] : [])),
      ...plain.flatMap(([act, word, granted]) => (granted ? [{ act, label: word, scope: null }] : [])),
    ],
    hidden: grant.hide.map(label),
    reveal: grant.reveal.map(label),
  };
}

/** A named filter by its label, anything else as a condition. */
function scopeInWords(entity: EntityModel, expr: Expr): string {
  if (expr.op === 'literal' && expr.value === true) return '全部';
  const text = JSON.stringify(expr);
  const named = Object.entries(entity.filters).find(([, filter]) => JSON.stringify(filter.expr) === text);
  return named ? (named[1].label ?? named[0]) : '按条件';
}

/** What a role of the bureau may be put together from. */
export function vocabularyOf(model: Model): object {
  const packageLabel = new Map(model.packages.map(({ name, label }) => [name, label]));
  return {
    entities: Object.values(model.entities).map((entity) => ({
      name: entity.name,
      label: entity.label,
      package: packageLabel.get(entity.package) ?? model.tenant.label,
      filters: Object.entries(entity.filters).map(([name, filter]) => ({ name, label: filter.label ?? name })),
      fields: entity.fields.map(({ name, label, personal }) => ({ name, label, personal: personal !== null })),
      acts: actsOf(entity),
    })),
  };
}

const ACTS = ['read', 'create', 'update', 'delete', 'restore', 'import', 'export', 'history'];

function actsOf(entity: EntityModel): string[] {
  const writes = entity.source === null ? null : (sources[entity.source]?.writes ?? []);
  return ACTS.filter(
    (act) =>
      (writes === null || ['read', 'export', 'history'].includes(act) || (writes as readonly string[]).includes(act)) &&
      (act !== 'history' || entity.history === 'full'),
  );
}
