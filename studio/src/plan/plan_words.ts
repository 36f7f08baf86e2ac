// A plan in an admin's words.
import { planCatalogue, planSentence } from '@shijian/kernel';
import type { PlanCode } from '@shijian/kernel';
import type { PlanStep, Risk } from '../client/types.ts';

export const riskWords: Record<Risk, { title: string; hint: string }> = {
  refused: { title: '不能执行', hint: '先改正这些，才能送审和发布' },
  confirm: { title: '需确认', hint: '会影响已有数据、权限或办理，请逐条看过' },
  safe: { title: '安全', hint: '不影响已有数据' },
};

/** What a step is about. */
export const kindWords: Record<PlanStep['kind'], string> = {
  metadata: '配置',
  table: '数据表',
  index: '索引',
  data: '数据',
  access: '权限',
  conflict: '要您回答',
};

/** What is refused first. */
export const risks: readonly Risk[] = ['refused', 'confirm', 'safe'];

export function stepSentence(step: PlanStep): string {
  return isPlanCode(step.code) ? planSentence({ ...step, code: step.code }, 'zh') : `${step.code} ${step.address}`;
}

function isPlanCode(code: string): code is PlanCode {
  return Object.hasOwn(planCatalogue, code);
}

/** "约 3 秒", "约 2 分钟"; nothing for less than a second. */
export function durationText(seconds: number): string {
  if (seconds < 1) return '';
  return seconds < 90 ? `约 ${Math.round(seconds)} 秒` : `约 ${Math.round(seconds / 60)} 分钟`;
}
