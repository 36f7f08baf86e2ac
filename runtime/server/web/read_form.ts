// Reads an uploaded form (multipart/form-data): its texts, and the one file that it may hold, to a place of its own on disk. What
// comes in is held to a few small limits and names nothing of ours: the parsers at hand look names up in plain objects, throw outside of
// any promise, or read the whole form into memory, so that a single request ended the server.
import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IncomingMessage } from 'node:http';
import { Problem } from '../exceptions/problem.ts';

/** Bytes of a whole form: a file of 20 MB and what is around it. */
export const LARGEST_FORM = 21 * 1024 * 1024;
const MOST_PARTS = 20;
const LARGEST_HEAD = 8 * 1024;
const LARGEST_TEXTS = 64 * 1024;

export interface FormFile {
  /** Goes when the request ends. */
  tmpPath: string;
  /** As the client calls it; nothing is taken out of it. */
  clientName: string;
  size: number;
}

export interface Form {
  /** The first part called `file` that has a name of a file. Other files are passed over. */
  file: FormFile | null;
  /** By name; of two with the same name the later one counts. */
  texts: Map<string, string>;
}

/**
 * Whoever calls removes the file, also after an error: `form` is filled while it is read.
 * @throws Problem 400 E_FORM_INVALID, 413 E_BODY_TOO_LARGE
 */
export async function readForm(request: IncomingMessage, form: Form): Promise<void> {
  const boundary = boundaryOf(request.headers['content-type'] ?? '');
  if (!boundary) throw invalid();
  // Told before all of it has arrived.
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_FORM) throw tooLarge();
  const parts = new Parts(form);
  const reader = new FormReader(Buffer.from(`\r\n--${boundary}`), parts);
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_FORM) throw tooLarge();
      await reader.take(chunk);
    }
    if (!reader.isWhole) throw invalid();
  } finally {
    await parts.end();
  }
}

/** Removes the file of a form. */
export async function dropForm({ file }: Form): Promise<void> {
  if (file) await rm(file.tmpPath, { force: true });
}

/** Cuts a stream of bytes into heads and contents of parts. Between two chunks it keeps what may be half of a boundary or head. */
class FormReader {
  isWhole = false;
  private readonly boundary: Buffer;
  private readonly parts: Parts;
  /** The first boundary has no line before it. */
  private rest: Buffer = Buffer.from('\r\n');
  private state: 'content' | 'boundary' | 'head' = 'content';

  constructor(boundary: Buffer, parts: Parts) {
    this.boundary = boundary;
    this.parts = parts;
  }

  async take(chunk: Buffer): Promise<void> {
    if (this.isWhole) return;
    this.rest = Buffer.concat([this.rest, chunk]);
    while (await this.step());
  }

  /** False when it needs more bytes. */
  private async step(): Promise<boolean> {
    if (this.state === 'content') return this.passContent();
    if (this.state === 'boundary') return this.passBoundary();
    return this.passHead();
  }

  private async passContent(): Promise<boolean> {
    const at = this.rest.indexOf(this.boundary);
    const known = at < 0 ? Math.max(0, this.rest.length - this.boundary.length + 1) : at;
    await this.parts.add(this.rest.subarray(0, known));
    this.rest = this.rest.subarray(at < 0 ? known : at + this.boundary.length);
    if (at < 0) return false;
    this.state = 'boundary';
    return true;
  }

  private async passBoundary(): Promise<boolean> {
    if (this.rest.length < 2) return false;
    const sign = this.rest.toString('latin1', 0, 2);
    if (sign !== '--' && sign !== '\r\n') throw invalid();
    await this.parts.end();
    this.isWhole = sign === '--';
    this.state = 'head';
    // The end of the line stays: it is what an empty head begins with.
    return !this.isWhole;
  }

  private async passHead(): Promise<boolean> {
    const end = this.rest.indexOf('\r\n\r\n');
    if (end > LARGEST_HEAD || (end < 0 && this.rest.length > LARGEST_HEAD)) throw invalid();
    if (end < 0) return false;
    await this.parts.begin(this.rest.toString('utf8', 0, end));
    // A boundary begins with the end of a line, and that of the head is one: a part may be empty.
    this.rest = this.rest.subarray(end + 2);
    this.parts.skip(2);
    this.state = 'content';
    return true;
  }
}

/** Where the contents of parts go. */
class Parts {
  private readonly form: Form;
  private count = 0;
  private texts = 0;
  private name: string | null = null;
  private text: Buffer[] = [];
  private file: FileHandle | null = null;
  private skipped = 0;

  constructor(form: Form) {
    this.form = form;
  }

  async begin(head: string): Promise<void> {
    this.count += 1;
    if (this.count > MOST_PARTS) throw invalid();
    const { name, fileName } = partOf(head);
    if (fileName === null) this.name = name;
    else if (name === 'file' && fileName !== '' && !this.form.file) {
      const tmpPath = path.join(tmpdir(), `shijian-${randomUUID()}`);
      this.form.file = { tmpPath, clientName: fileName, size: 0 };
      this.file = await open(tmpPath, 'wx', 0o600);
    }
  }

  /** So many bytes of the content that follow are none of it. */
  skip(bytes: number): void {
    this.skipped = bytes;
  }

  async add(bytes: Buffer): Promise<void> {
    const content = bytes.subarray(this.skipped);
    this.skipped = Math.max(0, this.skipped - bytes.length);
    if (content.length === 0) return;
    if (this.file) {
      this.form.file!.size += content.length;
      await this.file.appendFile(content);
    } else if (this.name !== null) {
      this.texts += content.length;
      if (this.texts > LARGEST_TEXTS) throw invalid();
      this.text.push(content);
    }
  }

  async end(): Promise<void> {
    const { file, name, text } = this;
    this.file = null;
    this.name = null;
    this.text = [];
    if (name !== null) this.form.texts.set(name, Buffer.concat(text).toString('utf8'));
    await file?.close();
  }
}

function boundaryOf(type: string): string | null {
  const found = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s";,]{1,70}))\s*(?:;|$)/i.exec(
    type,
  );
  return found?.[1] ?? found?.[2] ?? null;
}

function partOf(head: string): { name: string; fileName: string | null } {
  const line = head.split('\r\n').find((one) => /^content-disposition:\s*form-data\s*;/i.test(one));
  if (line === undefined) throw invalid();
  const name = quoted(line, 'name');
  if (!name) throw invalid();
  const coded = /;\s*filename\*=utf-8''([^;\s]*)/i.exec(line)?.[1];
  return { name, fileName: coded === undefined ? quoted(line, 'filename') : decoded(coded) };
}

/** Browsers write a quotation mark in a name as %22, older programs put a backslash before it. */
function quoted(line: string, parameter: string): string | null {
  const found = new RegExp(`;\\s*${parameter}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]*))`, 'i').exec(line);
  if (!found) return null;
  return (found[1]?.replace(/\\"/g, '"') ?? found[2]!).replace(/%22/g, '"');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid();
  }
}

function invalid(): Problem {
  return new Problem(400, 'E_FORM_INVALID', '上传的表单无法读取，请重新选择文件再试');
}

function tooLarge(): Problem {
  return new Problem(413, 'E_BODY_TOO_LARGE', '文件超过 20 MB，请压缩后再上传');
}
