// The four bureaus of the demo: how many subjects each keeps, its towns, and the station of each town as their own documents say.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { seedId } from '../runtime/server/records/seed_id.ts';

export interface Bureau {
  /** Tenant's name. */
  name: string;
  /** Place in the list; part of every row's seed. */
  index: number;
  /** 长安区; goes before the names of shops. */
  label: string;
  /** Area in credit codes and licence numbers. */
  area: string;
  share: number;
  /** Shares of individual business, enterprise, co-operative, institution, private non-enterprise. */
  mix: readonly [number, number, number, number, number];
  /** Mean age of its town: how many more subjects a town has than the next. */
  towns: readonly Town[];
  authority: string;
  /** 长审食许: word of its licensing documents. */
  word: string;
  /** Ids of staff who handle licences. */
  handlers: readonly string[];
}

export interface Town {
  code: string;
  label: string;
  /** Text between the province and the road: 河北省石家庄市长安区建北街道. */
  place: string;
  urban: boolean;
  weight: number;
  station: string;
  roads: string;
}

const settings = [
  {
    name: 'shijiazhuang',
    label: '石家庄市',
    area: '130100',
    share: 0.04,
    mix: [0.05, 0.92, 0, 0.02, 0.01],
    word: '石审食许',
  },
  {
    name: 'changan',
    label: '长安区',
    area: '130102',
    share: 0.46,
    mix: [0.645, 0.338, 0.001, 0.008, 0.008],
    word: '长审食许',
  },
  {
    name: 'luquan',
    label: '鹿泉区',
    area: '130110',
    share: 0.26,
    mix: [0.672, 0.286, 0.024, 0.01, 0.008],
    word: '鹿审食许',
  },
  {
    name: 'zhengding',
    label: '正定县',
    area: '130123',
    share: 0.24,
    mix: [0.712, 0.242, 0.028, 0.01, 0.008],
    word: '正审食许',
  },
] as const;

/** The bureaus in the order in which they are loaded. */
export function readBureaus(): Bureau[] {
  const labels = regionLabels();
  return settings.map((setting, index) => {
    const orgs = table(`../tenants/${setting.name}/additions/records/orgs.csv`);
    const staff = table(`../tenants/${setting.name}/additions/records/staff.csv`);
    const stations = orgs.filter((org) => org['kind'] === 'station');
    const stationCodes = new Set(stations.map((org) => org['code']));
    return {
      ...setting,
      index,
      towns: stations.map((org) => townOf(setting.name, setting.label, setting.area, org, labels)),
      authority: `石家庄市${setting.label === '石家庄市' ? '' : setting.label}行政审批局`.replace(
        '石家庄市正定县',
        '正定县',
      ),
      handlers: staff
        .filter((person) => person['kind'] === 'civil' && stationCodes.has(person['org']))
        .map((person) => seedId(setting.name, 'core.person', person['staff_no'] ?? '')),
    };
  });
}

/** How many subjects each bureau gets of `subjects`; the parts add up. */
export function shareOut(bureaus: readonly Bureau[], subjects: number): number[] {
  const counts = bureaus.map((bureau) => Math.floor(subjects * bureau.share));
  const rest = subjects - counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, i) => (i === 1 ? count + rest : count));
}

function townOf(
  tenant: string,
  bureau: string,
  area: string,
  org: Record<string, string>,
  labels: Map<string, string>,
): Town {
  const code = org['region'] ?? area;
  const city = tenant === 'shijiazhuang';
  const label = city ? (org['short_name'] ?? '').replace('监管所', '') : (labels.get(code) ?? '');
  const urban = city || label.endsWith('街道');
  const county = city ? (labels.get(code) ?? '') : bureau;
  return {
    code,
    label,
    place: `河北省石家庄市${county}${urban ? '' : label}`,
    urban,
    weight: urban ? 3 : label.includes('开发区') ? 1.5 : label.endsWith('镇') ? 1.4 : 0.7,
    station: seedId(tenant, 'core.org', org['code'] ?? ''),
    roads: urban || area !== '130102' ? area : '130102-town',
  };
}

function regionLabels(): Map<string, string> {
  return new Map(table('../metadata/core/lists/region.csv').map((row) => [row['code'] ?? '', row['label'] ?? '']));
}

/** Our own CSVs hold no quoted cells; a test of the content holds them to that. */
function table(path: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')
    .trim()
    .split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}
