// What things and people are called: 字号 × 行业 × 组织形式 for companies, whatever is painted over the door for shops.
import type { Bureau, Town } from './bureaus.ts';
import { draw } from './dice.ts';
import type { Dice } from './dice.ts';
import type { Kind } from './subject.ts';
import type { Line } from './words/line.ts';
import { firstGiven, rareNames, secondGiven, surnames } from './words/people.ts';
import { compounds, markets, roads, villageHeads, villageNames } from './words/places.ts';
import { callings, familyWords, first, regions, second, shopNames, third } from './words/shops.ts';

interface NameParts {
  kind: Kind;
  line: Line;
  bureau: Bureau;
  town: Town;
  entityType: string;
  /** Road and number, or village. */
  place: string;
}

/** An invented person; one in five hundred has a name that strains fonts and column widths. */
export function personName(dice: Dice): string {
  if (dice.chance(0.002)) return dice.pick(rareNames);
  const surname = draw(dice, surnames);
  return dice.chance(0.16)
    ? surname + dice.pick(secondGiven)
    : surname + dice.pick(firstGiven) + dice.pick(secondGiven);
}

/** Road, number and sometimes the door: 建华北大街66号3号商铺. In towns a village as often as a road. */
export function placeOf(dice: Dice, town: Town): string {
  if (!town.urban && dice.chance(0.62)) {
    const village = `${dice.chance(0.5) ? dice.pick(villageHeads) : ''}${dice.pick(villageNames)}村`;
    if (dice.chance(0.25))
      return `${village}${dice.pick(['村东', '村西', '村南', '村北'])}${dice.pick(['路口', '临街', '工业区', '大街'])}${dice.between(1, 60)}号`;
    return `${village}${dice.pick(['幸福街', '中心街', '文明路', '商业街', '振兴街', '和谐路', '新民街'])}${dice.between(1, 188)}号`;
  }
  const road = dice.pick(roads[town.roads] ?? ['中山路']);
  const number = dice.between(1, 398);
  const kind = dice.below(10);
  if (kind < 5) return `${road}${number}号`;
  if (kind < 7)
    return `${road}${number}号${dice.pick(first)}${dice.pick(second)}${dice.pick(compounds)}${dice.between(1, 28)}号楼底商${dice.between(101, 128)}`;
  if (kind < 8)
    return `${road}${number}号${dice.pick(second)}${dice.pick(third)}${dice.pick(markets)}${dice.pick(['A', 'B', 'C', 'D'])}区${dice.between(1, 160)}号`;
  const other = dice.pick(roads[town.roads] ?? ['建设街']);
  if (other === road) return `${road}${number}号`;
  return `${road}与${other}交叉口${dice.pick(['东北角', '西行100米', '南行200米路西', '东行50米路北'])}`;
}

/** The registered name. */
export function subjectName(dice: Dice, parts: NameParts): string {
  if (parts.kind === 'individual') return shopName(dice, parts);
  if (parts.kind === 'enterprise') return companyName(dice, parts);
  const word = dice.pick(parts.line.words);
  if (parts.kind === 'cooperative')
    return `${parts.bureau.label}${tradeName(dice)}${word}${parts.entityType === '9200' ? '专业合作社分社' : '专业合作社'}`;
  return parts.kind === 'institution'
    ? institutionName(dice, parts, word)
    : `${parts.bureau.label}${tradeName(dice)}${word}`;
}

function shopName(dice: Dice, { bureau, town, line, place }: NameParts): string {
  const word = dice.pick(line.words);
  const style = dice.below(100);
  if (style < 13) return `${calling(dice)}${word}${style < 8 ? branch(dice, town, place) : ''}`;
  if (style < 22) return `${dice.pick(shopNames)}${word}${branch(dice, town, place)}`;
  const head = bureau.label === '石家庄市' ? '石家庄' : style < 88 ? bureau.label : `石家庄市${bureau.label}`;
  if (style < 30) return `${head}${calling(dice)}${word}`;
  if (style < 38) return `${head}${dice.pick(shopNames)}${dice.pick(second)}${word}`;
  if (style < 44 && line.food)
    return `${head}${dice.pick(regions)}${draw(dice, surnames)}${dice.pick(familyWords)}${word}`;
  return `${head}${tradeName(dice)}${word}`;
}

/** 老李, 王记, 阿明. */
function calling(dice: Dice): string {
  const kind = dice.below(10);
  if (kind < 5) return dice.pick(callings) + draw(dice, surnames);
  if (kind < 8) return draw(dice, surnames) + dice.pick(familyWords);
  return `阿${dice.pick(secondGiven)}`;
}

/** （中山东路店）, in full-width brackets as on the licence. */
function branch(dice: Dice, town: Town, place: string): string {
  const where = /^(.+?(?:路|街|道|村))/.exec(place)?.[1] ?? town.label;
  if (dice.chance(0.3)) return `（${town.label.replace(/(街道|镇|乡)$/, '')}店）`;
  return `（${where}店）`;
}

/** 字号 of two or three syllables. */
function tradeName(dice: Dice): string {
  const head = dice.pick(first) + dice.pick(second);
  return dice.chance(0.46) ? head + dice.pick(third) : head;
}

function companyName(dice: Dice, { bureau, line, entityType }: NameParts): string {
  const word = dice.pick(line.words);
  const name = tradeName(dice);
  const form = formOf(entityType);
  const where = dice.below(100);
  if (entityType.startsWith('2'))
    return `${where < 50 ? '河北' : '石家庄'}${name}${word}有限公司${bureau.label === '石家庄市' ? '高新' : bureau.label.replace(/[区县]$/, '')}分公司`;
  if (where < 8) return `${name}（${where < 5 ? '石家庄' : '河北'}）${word}${form}`;
  if (where < 30) return `河北${name}${word}${form}`;
  if (where < 42 && bureau.label !== '石家庄市') return `石家庄市${bureau.label}${name}${word}${form}`;
  return `石家庄${name}${word}${form}`;
}

function formOf(entityType: string): string {
  if (entityType.startsWith('12')) return '股份有限公司';
  if (entityType === '4540') return '中心';
  if (entityType === '4533') return '合伙企业（有限合伙）';
  if (entityType === '4531') return '事务所（普通合伙）';
  return entityType === '3200' ? '公司' : '有限公司';
}

function institutionName(dice: Dice, { bureau, town, place }: NameParts, word: string): string {
  const where = /^(.+?(?:路|街|道|村))/.exec(place)?.[1] ?? town.label;
  return `${bureau.label}${dice.chance(0.5) ? where : town.label.replace(/街道$/, '')}${word}`;
}
