// Exports what the list shows. A small list is simply saved; a large one is announced first. It can be stopped.
import { useRef, useState } from 'react';
import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import { api, problemTitle, serverNow, useEntity, useModel, type ListParams, type Total } from '../client/index.ts';
import { readProblem } from '../client/request.ts';
import { sizeText } from '../files/file_rules.ts';
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx';
import { countText, isoDay } from '../parts/format.ts';
import { useToast } from '../parts/Toast.tsx';
import { saveFile } from './save_file.ts';

const MANY = 5_000;

/** @param props.params filter, search, order and columns of the list at hand */
export function ExportButton(props: {
  entity: string;
  params: Pick<ListParams, 'filter' | 'q' | 'sort' | 'tenant'> & { columns?: string };
  label?: string;
}) {
  const entity = useEntity(props.entity);
  const { tenant: bureau } = useModel();
  const toast = useToast();
  const [bytes, setBytes] = useState<number | null>(null);
  const [asking, setAsking] = useState<Total | null>(null);
  const abort = useRef<AbortController | null>(null);

  const download = async () => {
    setAsking(null);
    setBytes(0);
    abort.current = new AbortController();
    try {
      const content = await fetchWhole(api.exportUrl(entity.name, props.params), abort.current.signal, setBytes);
      const name = `${entity.label}_${isoDay(serverNow(), bureau.time_zone)}.csv`;
      saveFile(content, name);
      toast({ text: `已保存 ${name}` });
    } catch (error) {
      if (!(error instanceof DOMException)) toast({ text: problemTitle(error), tone: 'bad' });
    } finally {
      setBytes(null);
    }
  };
  const start = async () => {
    if (bytes !== null) {
      abort.current?.abort();
      return;
    }
    try {
      const { filter, q, tenant } = props.params;
      const { total } = await api.records(entity.name, {
        ...(filter ? { filter } : {}),
        ...(q ? { q } : {}),
        ...(tenant ? { tenant } : {}),
        limit: 0,
        count: 'capped',
      });
      if (total !== null && (total.value > MANY || !total.exact)) setAsking(total);
      else await download();
    } catch (error) {
      toast({ text: problemTitle(error), tone: 'bad' });
    }
  };
  return (
    <>
      <Button
        variant="outlined"
        onClick={() => void start()}
        startIcon={bytes === null ? undefined : <CircularProgress size={14} aria-label="正在导出" />}
      >
        {bytes === null ? (props.label ?? '导出') : `正在导出${bytes > 0 ? ` ${sizeText(bytes)}` : ''}，点此停止`}
      </Button>
      <ConfirmDialog
        open={asking !== null}
        title={`导出 ${asking === null ? '' : countText(asking)} 条${entity.label}？`}
        confirm="导出"
        onConfirm={download}
        onClose={() => setAsking(null)}
      >
        条数较多，需要一些时间。导出会记入日志，请妥善保管文件。
      </ConfirmDialog>
    </>
  );
}

/** @throws ApiProblem; DOMException AbortError when stopped */
async function fetchWhole(url: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<Blob> {
  const response = await fetch(url, { credentials: 'same-origin', signal });
  if (!response.ok) throw await readProblem(response, url);
  const reader = response.body?.getReader();
  if (reader === undefined) return response.blob();
  const chunks: BlobPart[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    onBytes((bytes += value.byteLength));
  }
  return new Blob(chunks, { type: 'text/csv;charset=utf-8' });
}
