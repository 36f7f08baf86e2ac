// The first step of an import: get the template, give the file.
import { useRef, useState } from 'react';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Link from '@mui/material/Link';
import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import { problemTitle, transferApi } from '../client/index.ts';
import type { ImportView, WireEntity } from '../client/index.ts';
import styles from './Import.module.css';

const LARGEST_MB = 50;

export function ChooseFile(props: { entity: WireEntity; onOpen(view: ImportView): void }) {
  const { entity } = props;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined || sent !== null) return;
    if (file.size > LARGEST_MB * 1024 * 1024) {
      setRefusal(`“${file.name}”超过 ${LARGEST_MB} MB，请分成几份导入`);
      return;
    }
    setRefusal(null);
    setSent(0);
    try {
      props.onOpen(await transferApi.uploadImport(entity.name, file, setSent));
    } catch (error) {
      setRefusal(problemTitle(error));
      setSent(null);
    }
  };
  return (
    <>
      <ol className={styles['notes']}>
        <li>
          下载模板：
          <Link href={transferApi.templateUrl(entity.name, 'xlsx')} download underline="always">
            Excel 模板
          </Link>
          {' 或 '}
          <Link href={transferApi.templateUrl(entity.name, 'csv')} download underline="always">
            CSV 模板
          </Link>
          ，也可以直接用自己的表，下一步再对应各列。
        </li>
        <li>代码列填名称或代码都可以，关联列填名称或编号；更新已有记录时，空格表示不改，填“清空”表示清除。</li>
        <li>支持 .xlsx 和 .csv（UTF-8 或 Excel、WPS 默认的编码），最多 20 万行、{LARGEST_MB} MB。</li>
      </ol>
      <div
        className={`${styles['drop']} ${over ? styles['over'] : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void send(event.dataTransfer.files[0]);
        }}
      >
        {sent === null ? (
          <>
            <Button variant="contained" startIcon={<UploadIcon />} onClick={() => input.current?.click()}>
              选择文件
            </Button>
            <span className={styles['quiet']}>也可以把文件拖到这里。选好后先检查，不会马上写入。</span>
          </>
        ) : (
          <div role="status" style={{ width: 'min(420px, 100%)' }}>
            {sent < 1 ? '正在上传…' : '正在读取文件…'}
            <LinearProgress
              variant={sent < 1 ? 'determinate' : 'indeterminate'}
              value={sent * 100}
              aria-label="上传进度"
              sx={{ mt: 1 }}
            />
          </div>
        )}
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          aria-label="要导入的文件"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            void send(file);
          }}
        />
      </div>
      {refusal !== null && (
        <p role="alert" style={{ color: 'var(--bad)', marginTop: 12 }}>
          {refusal}
        </p>
      )}
    </>
  );
}
