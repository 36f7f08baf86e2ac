// What a login says about where it came from, coarse enough to be recognised again: the browser and system, and the network.

const BROWSERS: readonly [RegExp, string][] = [
  [/MicroMessenger/i, '微信'],
  [/QIHU|360SE|360EE/i, '360 浏览器'],
  [/Edg[A-Z]*\//i, 'Edge'],
  [/Firefox\//i, 'Firefox'],
  [/Chrom(e|ium)\//i, 'Chrome'],
  [/Safari\//i, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/i, '鸿蒙'],
  [/Android/i, '安卓'],
  [/iPhone|iPad/i, '苹果手机'],
  [/Windows NT 10/i, 'Windows 10'],
  [/Windows/i, 'Windows'],
  [/Kylin|UOS|Deepin|Loongson|Linux/i, 'Linux'],
  [/Mac OS X/i, 'macOS'],
];

/** "Chrome · Windows 10"; 其他 for a program that is no browser. */
export function deviceOf(agent: string): string {
  const find = (list: readonly [RegExp, string][]): string | undefined => list.find(([sign]) => sign.test(agent))?.[1];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  return browser || system ? [browser, system].filter(Boolean).join(' · ') : '其他';
}

/** The network of an address, and whether it is an inner one: "10.12（内网）", "2408:8207（外网）". */
export function placeOf(ip: string): string {
  const plain = ip.replace(/^::ffff:/, '');
  const inner = /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(plain);
  const parts = plain.includes(':') ? plain.split(':').slice(0, 2).join(':') : plain.split('.').slice(0, 2).join('.');
  return `${parts}（${inner ? '内网' : '外网'}）`;
}
