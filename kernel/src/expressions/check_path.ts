// Names and paths: roots, variables, members over refs (at most three hops), named filters and computed fields inlined.
import { inlineMember } from './inline.ts';
import { actorMembers, fixedMember, tenantMembers } from './members.ts';
import { functions } from './functions.ts';
import { suggest } from './suggest.ts';
import { entitiesOf, isRef, isSet } from './types.ts';
import type { Check } from './check_context.ts';
import type { Cel } from './parse_cel.ts';
import type { EntityShape, MemberShape, Scope } from './scope.ts';
import type { Expr, ExprType, Root } from './tree.ts';

export type Path = Extract<Expr, { op: 'path' }>;

/** Refs that one path may walk through. */
export const HOPS_LIMIT = 3;

interface Segment {
  name: string;
  start: number;
  end: number;
}

/** A name or a chain of members. */
export function checkPath(check: Check, node: Cel): Expr | null {
  const segments = segmentsOf(check, node);
  const [first, ...rest] = segments ?? [];
  if (!first) return null;
  if (first.name === 'settings' && !check.variables.some(({ name }) => name === 'settings'))
    return checkSetting(check, first, rest);
  if (first.name === 'now' || first.name === 'today') return checkClock(check, first, rest);
  const start = startOf(check, first, rest);
  if (start === null) return null;
  if (start.fixed) return checkFixed(check, start.fixed, first, rest);
  if (start.rest.length === 0 && given.includes(start.path.root))
    return check.fault('E_EXPR_ROOT_BARE', first, { name: first.name });
  return walkMembers(check, start.path, start.rest);
}

/** Type and shape that a root stands for; rows of children are asked for under their own type. */
export function shapeOf(scope: Scope, name: string): EntityShape | undefined {
  return name.startsWith('row:') ? scope.row(name) : scope.entity(name);
}

function segmentsOf(check: Check, node: Cel): Segment[] | null {
  if (node.op === 'name') return [{ name: node.name, start: node.start, end: node.end }];
  if (node.op === 'member') {
    const before = segmentsOf(check, node.of);
    return before && [...before, { name: node.name, start: node.end - node.name.length, end: node.end }];
  }
  if (check.expr(node)) check.fault('E_EXPR_MEMBER_OF_VALUE', node);
  return null;
}

function checkClock(check: Check, first: Segment, rest: Segment[]): Expr | null {
  const [more] = rest;
  if (more) return check.fault('E_EXPR_MEMBER_UNKNOWN', more, { name: more.name, of: first.name, suggestion: '' });
  return first.name === 'now' ? { op: 'now', type: 'datetime' } : { op: 'today', type: 'date' };
}

/** settings.food.warn_days, of the own package settings.warn_days: a constant of the tenant. */
function checkSetting(check: Check, first: Segment, rest: Segment[]): Expr | null {
  const [one, two] = rest;
  const known = check.scope.settings ?? {};
  const isPackage = one && Object.keys(known).some((name) => name.startsWith(`${one.name}.`));
  if (!one || (isPackage && !two)) return check.fault('E_EXPR_ROOT_BARE', first, { name: 'settings' });
  const bare = `${check.scope.package}.${one.name}`;
  const full = two && `${one.name}.${two.name}`;
  const name = full !== undefined && Object.hasOwn(known, full) ? full : Object.hasOwn(known, bare) ? bare : undefined;
  const type = name === undefined ? undefined : known[name];
  if (name === undefined || type === undefined) {
    const written = full ?? one.name;
    const suggestion = suggest(written, Object.keys(known)) || suggest(bare, Object.keys(known));
    return check.fault('E_EXPR_MEMBER_UNKNOWN', two ?? one, { name: written, of: 'settings', suggestion });
  }
  const more = name === full ? rest[2] : two;
  if (more) return check.fault('E_EXPR_HOP_ACTOR', more, { name: `settings.${name}` });
  return { op: 'path', type, root: 'settings', entity: null, steps: [name], refs: [] };
}

type Start = { fixed: 'actor' | 'tenant'; path?: undefined } | { fixed?: undefined; path: Path; rest: Segment[] };

function startOf(check: Check, first: Segment, rest: Segment[]): Start | null {
  const { scope } = check;
  const variable = check.variables.findLast((known) => known.name === first.name);
  if (variable) return { path: elementPath(variable.name, variable.type), rest };
  if (first.name === 'actor' || first.name === 'tenant') return { fixed: first.name };
  const root = rootNames.find((name) => name === first.name);
  const entity = root && scope.roots[root];
  if (root && entity !== undefined)
    return { path: { op: 'path', type: `ref:${entity}`, root, entity, steps: [], refs: [] }, rest };
  const record = scope.roots.record;
  const member = record === undefined ? undefined : shapeOf(scope, record)?.member(first.name);
  if (record !== undefined && scope.bareFilters && member?.kind === 'filter')
    return {
      path: { op: 'path', type: `ref:${record}`, root: 'record', entity: record, steps: [], refs: [] },
      rest: [first, ...rest],
    };
  const visible = member && !scope.forbidden?.(record ?? '', first.name);
  check.fault('E_EXPR_NAME_UNKNOWN', first, {
    name: first.name,
    known: namesOf(check)
      .filter((name) => !Object.hasOwn(functions, name))
      .join(', '),
    suggestion: visible ? `record.${first.name}` : suggest(first.name, namesOf(check)),
  });
  return null;
}

/** Path of the element of a set macro. */
function elementPath(variable: string, type: ExprType): Path {
  const entity = type.startsWith('row:') ? type : isRef(type) && entitiesOf(type).length === 1 ? type.slice(4) : null;
  return {
    op: 'path',
    type: type.startsWith('row:') ? `ref:${type}` : type,
    root: 'it',
    entity,
    steps: [],
    refs: [],
    variable,
  };
}

function namesOf(check: Check): string[] {
  const { scope } = check;
  const record = scope.roots.record;
  const shape = record !== undefined && scope.bareFilters ? shapeOf(scope, record) : undefined;
  const filters = (shape?.memberNames() ?? []).filter(
    (name) => shape?.member(name)?.kind === 'filter' && !scope.forbidden?.(shape.name, name),
  );
  return [
    ...Object.keys(scope.roots),
    'actor',
    'tenant',
    ...(scope.settings ? ['settings'] : []),
    'now',
    'today',
    ...check.variables.map(({ name }) => name),
    ...filters,
    ...Object.keys(functions),
  ];
}

function checkFixed(check: Check, root: 'actor' | 'tenant', first: Segment, rest: Segment[]): Expr | null {
  const [member, more] = rest;
  if (!member) return check.fault('E_EXPR_ROOT_BARE', first, { name: root });
  const type = fixedMember(root, member.name, check.scope);
  if (!type) {
    const known = root === 'actor' ? actorMembers : tenantMembers;
    return check.fault('E_EXPR_MEMBER_UNKNOWN', member, {
      name: member.name,
      of: root,
      suggestion: suggest(member.name, known),
    });
  }
  if (more) return check.fault('E_EXPR_HOP_ACTOR', more, { name: `${root}.${member.name}` });
  return { op: 'path', type, root, entity: null, steps: [member.name], refs: [] };
}

function walkMembers(check: Check, start: Path, segments: Segment[]): Expr | null {
  let path = start;
  for (let index = 0; index < segments.length; index++) {
    const segment = segments[index] as Segment;
    const owner = ownerOf(check, path, segment);
    if (!owner) return null;
    const found = memberOf(check, owner.shape, segment, segments[index + 1]);
    if (!found) return null;
    if (found.joined) index++;
    const next = stepTo(check, { ...path, refs: owner.refs }, found.member, segment);
    if (!next) return null;
    const last = index === segments.length - 1;
    if (last) return next;
    if (next.op !== 'path') return check.fault('E_EXPR_MEMBER_OF_VALUE', segment);
    path = next;
  }
  return path;
}

/** The entity whose member comes next: that of the root, or the one the last ref points at. */
function ownerOf(check: Check, path: Path, segment: Segment): { shape: EntityShape; refs: string[] } | null {
  const name = path.steps.length === 0 ? path.entity : isRef(path.type) ? path.type.slice(4) : null;
  const so = path.steps.at(-1) ?? path.variable ?? path.root;
  if (isSet(path.type)) return check.fault('E_EXPR_SET_MEMBER', segment, { name: so });
  if (name === null) return check.fault('E_EXPR_MEMBER_OF_VALUE', segment, { name: so });
  if (name.includes('|')) return check.fault('E_EXPR_REF_SEVERAL', segment, { name: so });
  if (path.steps.length > HOPS_LIMIT) return check.fault('E_EXPR_HOPS', segment, { limit: String(HOPS_LIMIT) });
  const shape = shapeOf(check.scope, name);
  // A ref to nothing has been told where it stands.
  if (!shape && name === '') return check.fault('E_EXPR_MEMBER_FAULTY', segment, { name: so });
  if (!shape) return check.fault('E_EXPR_MEMBER_UNKNOWN', segment, { name: segment.name, of: name, suggestion: '' });
  return { shape, refs: path.steps.length === 0 ? path.refs : [...path.refs, name] };
}

function memberOf(
  check: Check,
  shape: EntityShape,
  segment: Segment,
  next: Segment | undefined,
): { member: MemberShape; joined: boolean } | null {
  const { forbidden } = check.scope;
  const member = shape.member(segment.name);
  const joined = !member && next ? shape.member(`${segment.name}.${next.name}`) : undefined;
  const found = member ?? joined;
  if (found && forbidden?.(shape.name, found.name))
    return check.fault('E_EXPR_FIELD_FORBIDDEN', segment, { name: segment.name, of: shape.name });
  if (found) return { member: found, joined: joined !== undefined };
  const known = shape.memberNames().filter((name) => !forbidden?.(shape.name, name));
  return check.fault('E_EXPR_MEMBER_UNKNOWN', segment, {
    name: segment.name,
    of: shape.name,
    suggestion: suggest(segment.name, known),
  });
}

function stepTo(check: Check, path: Path, member: MemberShape, segment: Segment): Expr | null {
  if (member.inline) {
    const tree = inlineMember(check, path, member, segment);
    return tree && member.stored
      ? { ...path, type: member.type, steps: [...path.steps, member.name], stored: tree }
      : tree;
  }
  return {
    ...path,
    type: member.type,
    steps: [...path.steps, member.name],
    ...(member.via === undefined ? {} : { via: member.via }),
  };
}

/** Roots that are no rows: only their members have a value. */
const given: readonly Root[] = ['params', 'input', 'event'];

const rootNames: readonly Root[] = ['record', 'old', 'it', 'row', 'params', 'input', 'event'];
