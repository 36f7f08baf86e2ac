// The packages and bureaus that ship: they compile without a fault, and what one bureau changes is in its model and in nobody else's.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from '@japa/runner';
import { compile } from '@shijian/kernel';
import type { EntityModel, Model } from '@shijian/kernel';
import { readPackage, readSources } from '../../runtime/server/revisions/read_packages.ts';
import { demoAccounts } from '../accounts.ts';
import { readBureaus } from '../bureaus.ts';
import { companyLines, cooperativeLines } from '../words/company_lines.ts';
import { individualLines } from '../words/individual_lines.ts';
import { institutionLines, privateLines } from '../words/institution_lines.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = await readSources({ root });

function modelOf(name: string): Model {
  const tenant = sources.tenants.find((one) => one.name === name);
  if (!tenant) throw new Error(`no tenant ${name}`);
  const { model, diagnostics } = compile({ packages: sources.packages, tenant });
  if (!model)
    throw new Error(
      diagnostics.map((one) => `${one.path}:${one.line}:${one.col} ${one.code} ${one.at} ${one.value}`).join('\n'),
    );
  return model;
}

function entity(model: Model, name: string): EntityModel {
  const found = model.entities[name];
  if (!found) throw new Error(`no entity ${name}`);
  return found;
}

const tenants = ['shijiazhuang', 'changan', 'luquan', 'zhengding'];

test.group('Content that ships', () => {
  test('every bureau compiles without a fault or a warning', ({ assert }) => {
    for (const tenant of sources.tenants)
      assert.deepEqual(compile({ packages: sources.packages, tenant }).diagnostics, [], tenant.name);
    assert.deepEqual(sources.tenants.map((one) => one.name).sort(), [...tenants].sort());
  });

  test('the patch of one bureau is in its model and in nobody else’s', ({ assert }) => {
    for (const name of tenants) {
      const model = modelOf(name);
      const fields = new Map(entity(model, 'food.operator').fields.map((field) => [field.name, field]));
      const own = name === 'changan';
      assert.equal(fields.has('x_stall_no'), own, name);
      assert.equal(fields.get('phone')?.required, own, name);
      assert.equal(fields.get('manager')?.label, own ? '食品安全负责人' : '食品安全管理员', name);
      const list = model.views['food.operators'];
      assert.equal(list?.type === 'list' && list.columns.includes('x_stall_no'), own, name);
      const form = model.forms['food.operator_form'];
      assert.equal(
        form?.sections.some((section) => section.fields.includes('x_stall_no')),
        own,
        name,
      );
    }
  });

  test('a domain package adds its tab to the file of a subject', ({ assert }) => {
    const view = modelOf('luquan').views['market.subject_detail'];
    assert.isTrue(view?.type === 'detail' && view.tabs.some((tab) => tab.entity === 'food.operator'));
  });

  test('bureaus without the food package have no trace of it', ({ assert }) => {
    const tenant = sources.tenants.find((one) => one.name === 'zhengding');
    if (!tenant) return assert.fail('no tenant');
    const files = tenant.files.map((file) =>
      file.path.endsWith('tenant.yaml') ? { ...file, text: file.text.replace(', food: 1.2.0', '') } : file,
    );
    const { model, diagnostics } = compile({
      packages: sources.packages.filter((one) => one.name !== 'food'),
      tenant: { ...tenant, files },
    });
    assert.deepEqual(diagnostics, []);
    assert.isFalse(JSON.stringify(model).includes('food.'));
  });

  test('every industry, region, type and code that the demo writes is in its list', ({ assert }) => {
    const model = modelOf('changan');
    const codes = (name: string): Set<string> => new Set(model.lists[name]?.codes.map((code) => code.code));
    const industries = codes('core.industry');
    const [items, trades, licences] = [codes('food.business_item'), codes('food.trade'), codes('market.licence_type')];
    for (const line of [
      ...individualLines,
      ...companyLines,
      ...cooperativeLines,
      ...institutionLines,
      ...privateLines,
    ]) {
      assert.isTrue(industries.has(line.industry), line.industry);
      if (line.food) assert.isTrue(trades.has(line.food.trade), line.food.trade);
      for (const item of line.food?.items ?? []) assert.isTrue(items.has(item), item);
      for (const type of line.licences ?? []) assert.isTrue(licences.has(type), type);
    }
    const regions = codes('core.region');
    for (const bureau of readBureaus())
      for (const town of bureau.towns) assert.isTrue(regions.has(town.code), town.code);
  });

  test('code lists of the standards are whole: every parent exists and counts are those of the sources', ({
    assert,
  }) => {
    const { lists } = modelOf('changan');
    for (const [name, count] of [
      ['core.region', 3785],
      ['core.industry', 1971],
      ['market.entity_type', 163],
    ] as const) {
      const list = lists[name];
      assert.lengthOf(list?.codes ?? [], count, name);
      const known = new Set(list?.codes.map((code) => code.code));
      for (const code of list?.codes ?? [])
        assert.isTrue(code.parent === null || known.has(code.parent), `${name} ${code.code}`);
      assert.isTrue(list?.tree, name);
    }
    const counties = lists['core.region']?.codes.filter((code) => code.parent === '130100') ?? [];
    assert.includeMembers(
      counties.map((code) => code.label),
      ['长安区', '鹿泉区', '正定县'],
    );
  });

  test('orgs and staff of every bureau name a parent, a unit and a number that exist once', ({ assert }) => {
    for (const name of tenants) {
      const orgs = table(`tenants/${name}/additions/records/orgs.csv`);
      const staff = table(`tenants/${name}/additions/records/staff.csv`);
      const codes = new Set(orgs.map((org) => org['code']));
      assert.equal(codes.size, orgs.length, name);
      for (const org of orgs) assert.equal(org['parent'] === '', org['kind'] === 'bureau', org['code']);
      for (const org of orgs) if (org['parent']) assert.isTrue(codes.has(org['parent']), org['code']);
      assert.equal(new Set(staff.map((person) => person['staff_no'])).size, staff.length);
      for (const person of staff) assert.isTrue(codes.has(person['org']), person['staff_no']);
      assert.isTrue(orgs.some((org) => org['kind'] === 'station'));
    }
  });

  test('every demo account holds roles and sits in a unit that exist in its bureau', ({ assert }) => {
    for (const account of demoAccounts) {
      const roles = Object.keys(modelOf(account.tenant).roles);
      const codes = table(`tenants/${account.tenant}/additions/records/orgs.csv`).map((org) => org['code']);
      for (const assignment of account.assignments) {
        assert.include(roles, assignment.role, account.login);
        assert.include(codes, assignment.org_code, account.login);
      }
    }
    assert.equal(new Set(demoAccounts.map((account) => account.login)).size, demoAccounts.length);
  });

  test('a package of one entity compiles beside the others with no form, view or menu of its own', async ({
    assert,
  }) => {
    const example = await readPackage('package', `${root}examples/one_entity`, root);
    const tenant = sources.tenants.find((one) => one.name === 'luquan');
    if (!tenant) return assert.fail('no tenant');
    const files = tenant.files.map((file) =>
      file.path.endsWith('tenant.yaml')
        ? { ...file, text: file.text.replace('food: 1.2.0', 'food: 1.2.0, stall: 1.0.0') }
        : file,
    );
    const { model, diagnostics } = compile({ packages: [...sources.packages, example], tenant: { ...tenant, files } });
    assert.deepEqual(diagnostics, []);
    const views = Object.values(model?.views ?? {}).filter((view) => view.of === 'stall.service_point');
    assert.deepEqual(views.map((view) => view.type).sort(), ['detail', 'list']);
    assert.isTrue(Object.values(model?.forms ?? {}).some((form) => form.of === 'stall.service_point'));
    assert.isTrue(
      model?.menus.some((menu) => menu.items.some((item) => views.some((view) => view.name === item.view))),
    );
  });
});

/** A CSV of ours; none of them holds a quoted cell. */
function table(path: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(root + path, 'utf8')
    .trim()
    .split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    if (line.includes('"')) throw new Error(`${path}: a quoted cell`);
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}
