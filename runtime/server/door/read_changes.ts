// What somebody sent as changes of documents, read once: paths inside the bureau's own folder, texts of sensible size, each path once.
import type { PackageSource } from '@shijian/kernel';
import { Problem, type Fault } from '../exceptions/problem.ts';
import { folderOf, type DocumentChange } from '../revisions/stored_documents.ts';

const MOST = 500;
const LONGEST_TEXT = 1_000_000;
const SEGMENT = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u;
const TAKEN = /\.(ya?ml|json|csv)$/;
/** Folders that the reader of files passes over. */
const PASSED_OVER = new Set(['node_modules', 'server', 'web', 'schemas', 'tests', 'package.json', 'package-lock.json']);

export interface DraftText {
  title: string;
  message: string;
}

/**
 * Changes as they were sent.
 * @param tenant the bureau's documents of the revision that they are made over
 * @throws Problem 422 E_DRAFT_INVALID with all faults
 */
export function readChanges(sent: unknown, tenant: PackageSource): DocumentChange[] {
  const faults: Fault[] = [];
  const fault = (code: string, path: string, value: unknown, message: string): void => {
    faults.push({ code, path, value, message });
  };
  if (!Array.isArray(sent)) {
    fault('E_DRAFT_CHANGES', 'changes', null, '改动应是一组文档：[{ path, text }]');
    throw invalid(faults);
  }
  if (sent.length > MOST) fault('E_DRAFT_CHANGES', 'changes', sent.length, `一份草稿最多改 ${MOST} 个文档，请分开做`);
  const folder = folderOf(tenant);
  const seen = new Set<string>();
  const changes = sent.slice(0, MOST).flatMap((one: unknown, index): DocumentChange[] => {
    const at = `changes[${index}]`;
    const { path, text } = (typeof one === 'object' && one !== null ? one : {}) as { path?: unknown; text?: unknown };
    if (typeof path !== 'string' || !isOwnPath(path, folder)) {
      fault('E_DOCUMENT_PATH', `${at}.path`, path ?? null, `文档要放在 ${folder} 下面，以 .yaml、.json 或 .csv 结尾`);
      return [];
    }
    if (seen.has(path)) fault('E_DOCUMENT_TWICE', `${at}.path`, path, '同一个文档出现了两次，请合并');
    seen.add(path);
    if (text !== null && (typeof text !== 'string' || text.length > LONGEST_TEXT || text.includes('\0'))) {
      fault('E_DOCUMENT_TEXT', `${at}.text`, path, '内容应是一百万字以内的文字；删除文档请传 null');
      return [];
    }
    if (text === null && path === `${folder}tenant.yaml`)
      fault('E_DOCUMENT_MANIFEST', `${at}.path`, path, '本局的 tenant.yaml 不能删除');
    return [{ path, text }];
  });
  if (faults.length > 0) throw invalid(faults);
  return changes;
}

/** Title and message of a draft. @throws Problem 422 E_DRAFT_INVALID */
export function readDraftText(body: Record<string, unknown>, known: Partial<DraftText> = {}): DraftText {
  const title = 'title' in body ? body.title : known.title;
  const message = 'message' in body ? body.message : (known.message ?? '');
  const faults: Fault[] = [];
  if (typeof title !== 'string' || title.trim() === '' || title.length > 200)
    faults.push({ code: 'E_DRAFT_TITLE', path: 'title', value: title ?? null, message: '请写一个 200 字以内的标题' });
  if (typeof message !== 'string' || message.length > 4000)
    faults.push({ code: 'E_DRAFT_MESSAGE', path: 'message', value: null, message: '说明请写在 4000 字以内' });
  if (faults.length > 0) throw invalid(faults);
  return { title: (title as string).trim(), message: (message as string).trim() };
}

function isOwnPath(path: string, folder: string): boolean {
  if (!path.startsWith(folder) || path.length > 300 || !TAKEN.test(path)) return false;
  return path
    .slice(folder.length)
    .split('/')
    .every((segment) => SEGMENT.test(segment) && !segment.includes('..') && !PASSED_OVER.has(segment));
}

function invalid(faults: readonly Fault[]): Problem {
  return new Problem(422, 'E_DRAFT_INVALID', `草稿有 ${faults.length} 处需要修改`, { faults });
}
