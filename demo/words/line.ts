// Lines of trade: industry class, words of the name, scope, and for food the form of business with its items. `share` is per thousand subjects of the kind.

export interface Line {
  /** GB/T 4754-2017 class. */
  industry: string;
  share: number;
  /** What the name says the shop does: 面馆, 餐饮管理. */
  words: readonly string[];
  scope: string;
  food?: { category: '1' | '2' | '3'; trade: string; items: readonly string[] };
  /** Licences of other kinds that such a shop usually holds. */
  licences?: readonly string[];
}

export const hot = ['catering_hot'];
export const hotCold = ['catering_hot', 'catering_cold'];
export const packed = ['sale_bulk_packed'];
export const bulk = ['sale_bulk'];

/** Catering: form of business 2. */
export const cater = (
  industry: string,
  share: number,
  words: readonly string[],
  trade: string,
  items: readonly string[] = hot,
): Line => ({
  industry,
  share,
  words,
  scope: '许可项目：餐饮服务。（依法须经批准的项目，经相关部门批准后方可开展经营活动）',
  food: { category: '2', trade, items },
});
/** Food retail and wholesale: form of business 1. */
export const sell = (
  industry: string,
  share: number,
  words: readonly string[],
  trade: string,
  items: readonly string[],
  scope: string,
  licences?: readonly string[],
): Line => ({
  industry,
  share,
  words,
  scope,
  food: { category: '1', trade, items },
  ...(licences ? { licences } : {}),
});
/** No food. */
export const plain = (
  industry: string,
  share: number,
  words: readonly string[],
  scope: string,
  licences?: readonly string[],
): Line => ({
  industry,
  share,
  words,
  scope,
  ...(licences ? { licences } : {}),
});
