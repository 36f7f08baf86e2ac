// What a package's function did wrong: it failed, took too long, too much memory, or asked for what it may not.
import { Problem } from '../exceptions/problem.ts';

export type PluginFaultCode =
  'E_PLUGIN_FAILED' | 'E_PLUGIN_TIME' | 'E_PLUGIN_CRASHED' | 'E_PLUGIN_LIMIT' | 'E_PLUGIN_BUSY' | 'E_PLUGIN_STOPPED';

const TITLES: Record<PluginFaultCode, string> = {
  E_PLUGIN_FAILED: '这项功能出错了，数据没有改动，请联系管理员',
  E_PLUGIN_TIME: '这项功能用时过长，已经中止，数据没有改动',
  E_PLUGIN_CRASHED: '这项功能中途停止了，数据没有改动，请联系管理员',
  E_PLUGIN_LIMIT: '这项功能一次处理得太多，数据没有改动',
  E_PLUGIN_BUSY: '系统正忙，请稍后再试',
  E_PLUGIN_STOPPED: '服务器正在停止，请稍后再试',
};

/** The stack, in the package's own lines, is for the log and never leaves. */
export class PluginFault extends Problem {
  readonly trace: string;

  constructor(code: PluginFaultCode, trace = '') {
    const later = code === 'E_PLUGIN_BUSY' || code === 'E_PLUGIN_STOPPED';
    super(later ? 503 : 502, code, TITLES[code], {}, later ? { 'Retry-After': '5' } : {});
    this.trace = trace;
  }
}
