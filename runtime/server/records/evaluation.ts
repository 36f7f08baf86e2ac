// Surroundings in which the kernel evaluates a record's expressions on the server.
import type { Env, RowView } from '@shijian/kernel';
import type { Scene } from './scene.ts';

const parents = new WeakMap<object, Map<string, { parent: Map<string, string | null>; label: Map<string, string> }>>();

/** Env of a scene for these rows. */
export function envOf(scene: Scene, rows: { record: RowView; old?: RowView }): Env {
  const { actor, state } = scene;
  const { tenant } = state.model;
  return {
    ...rows,
    actor: {
      user: actor.user,
      person: actor.person,
      kind: actor.kind,
      tenant: actor.tenant.name,
      org: actor.org,
      station: actor.station,
      orgs: actor.orgs,
      county: actor.county,
      subject: actor.subject,
      roles: actor.roles,
    },
    tenant: { name: tenant.name, label: tenant.label, parent: tenant.parent, region: tenant.region, time_zone: tenant.time_zone },
    now: scene.now,
    time_zone: tenant.time_zone,
    list: (name) => listView(scene, name),
  };
}

function listView(scene: Scene, name: string): ReturnType<Env['list']> {
  const { model } = scene.state;
  const list = Object.hasOwn(model.lists, name) ? model.lists[name] : undefined;
  if (!list) return undefined;
  let known = parents.get(model);
  if (!known) parents.set(model, (known = new Map()));
  let maps = known.get(name);
  if (!maps) {
    maps = {
      parent: new Map(list.codes.map((item) => [item.code, item.parent])),
      label: new Map(list.codes.map((item) => [item.code, item.label])),
    };
    known.set(name, maps);
  }
  const { parent, label } = maps;
  return { parent: (code) => parent.get(code) ?? null, label: (code) => label.get(code) ?? null };
}
