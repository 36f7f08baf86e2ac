// Asks for format and columns. A small export is saved at once, a large one is written in the background and fetched later.
import { useId, useRef, useState } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useQueryClient } from '@tanstack/react-query';
import {
  api,
  problemTitle,
  queryKeys,
  serverNow,
  transferApi,
  useCount,
  useEntity,
  useModel,
} from '../client/index.ts';
import type { SheetFormat } from '../client/index.ts';
import { readProblem } from '../client/request.ts';
import { sizeText } from '../files/file_rules.ts';
import { countText, isoDay, useToast } from '../parts/index.ts';
import { usePhone } from '../theme/usePhone.ts';
import type { ExportParams } from './ExportButton.tsx';
import { exportChoices } from './export_choices.ts';
import { saveFile } from '../parts/save_file.ts';
import styles from './Import.module.css';

/** More rows than this are written in the background. */
const AT_ONCE = 5_000;
const MOST = '200,000';
const FORMATS: Record<SheetFormat, string> = { xlsx: 'Excel（.xlsx）', csv: 'CSV（Excel、WPS 可直接打开）' };

export function ExportDialog(props: { entity: string; params: ExportParams; onClose(): void }) {
  const entity = useEntity(props.entity);
  const model = useModel();
  const titleId = useId();
  const phone = usePhone();
  const toast = useToast();
  const client = useQueryClient();
  const { filter, q, tenant } = props.params;
  const count = useCount(entity.name, {
    ...(filter ? { filter } : {}),
    ...(q ? { q } : {}),
    ...(tenant ? { tenant } : {}),
  });
  const choices = exportChoices(model, entity, props.params.columns?.split(',') ?? []);
  const [format, setFormat] = useState<SheetFormat>('xlsx');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(choices.filter(({ shown }) => shown).map(({ path }) => path)),
  );
  const [bytes, setBytes] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const abort = useRef<AbortController | null>(null);
  const total = count.data ?? null;
  const large = total !== null && (total.value > AT_ONCE || !total.exact);
  const columns = choices.filter(({ path }) => chosen.has(path)).map(({ path }) => path);

  const save = async (): Promise<void> => {
    setBytes(0);
    setFailure(null);
    const asked = { ...props.params, columns: columns.join(','), format };
    try {
      if (large) {
        const query = Object.fromEntries(
          Object.entries(asked).flatMap(([key, value]) => (value ? [[key, value]] : [])),
        );
        await transferApi.beginExport(entity.name, query);
        await client.invalidateQueries({ queryKey: queryKeys.jobs });
        toast({ text: '正在后台生成文件，做好后在右上角“任务”里下载' });
      } else {
        abort.current = new AbortController();
        const content = await fetchWhole(api.exportUrl(entity.name, asked), abort.current.signal, setBytes);
        const name = `${entity.label}_${isoDay(serverNow(), model.tenant.time_zone)}.${format}`;
        saveFile(content, name);
        toast({ text: `已保存 ${name}` });
      }
      props.onClose();
    } catch (error) {
      if (!(error instanceof DOMException)) setFailure(problemTitle(error));
      setBytes(null);
    }
  };
  const close = (): void => {
    abort.current?.abort();
    props.onClose();
  };
  const toggle = (path: string): void => {
    const next = new Set(chosen);
    if (!next.delete(path)) next.add(path);
    setChosen(next);
  };
  return (
    <Dialog open onClose={close} maxWidth="sm" fullWidth fullScreen={phone} aria-labelledby={titleId}>
      <DialogTitle id={titleId}>导出{entity.label}</DialogTitle>
      <DialogContent>
        <p style={{ margin: '0 0 16px' }}>
          {total ? `符合当前条件的共 ${countText(total)} 条` : '正在数有多少条…'}，一次最多导出 {MOST} 条。
          {large && '条数较多，会在后台生成文件。'}
        </p>
        <fieldset className={styles['choices']}>
          <legend>格式</legend>
          {(Object.keys(FORMATS) as SheetFormat[]).map((one) => (
            <label key={one}>
              <input type="radio" name="format" checked={format === one} onChange={() => setFormat(one)} />
              {FORMATS[one]}
            </label>
          ))}
        </fieldset>
        <fieldset className={styles['choices']}>
          <legend>
            列（{columns.length} / {choices.length}）
            <Button size="small" onClick={() => setChosen(new Set(choices.map(({ path }) => path)))}>
              全选
            </Button>
            <Button
              size="small"
              onClick={() => setChosen(new Set(choices.filter(({ shown }) => shown).map(({ path }) => path)))}
            >
              列表显示的列
            </Button>
          </legend>
          <div className={styles['columns']}>
            {choices.map(({ path, label }) => (
              <label key={path}>
                <input type="checkbox" checked={chosen.has(path)} onChange={() => toggle(path)} />
                {label}
              </label>
            ))}
          </div>
        </fieldset>
        <p className={styles['quiet']}>
          文件末行注明单位、导出人和时间；导出会记入日志，请妥善保管。脱敏的内容仍然脱敏。
        </p>
        {failure !== null && <Alert severity="error">{failure}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={close}>
          {bytes === null ? '取消' : '停止'}
        </Button>
        <Button
          variant="contained"
          disabled={bytes !== null || columns.length === 0 || total === null}
          onClick={() => void save()}
        >
          {bytes === null ? '导出文件' : `正在导出${bytes > 0 ? ` ${sizeText(bytes)}` : '…'}`}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** @throws ApiProblem; DOMException AbortError when stopped */
async function fetchWhole(url: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<Blob> {
  const response = await fetch(url, { credentials: 'same-origin', signal });
  if (!response.ok) throw await readProblem(response, url);
  const type = response.headers.get('content-type') ?? 'application/octet-stream';
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
  return new Blob(chunks, { type });
}
