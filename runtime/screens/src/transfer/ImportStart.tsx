// The first step of an import: get the template, give the file.
import { useRef, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import { api } from '../client/index.ts';

export function ImportStart(props: { entity: string; refusal: string | null; onFile(file: File): void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box component="ol" sx={{ m: 0, pl: 2.5, color: 'text.secondary', lineHeight: 1.9, listStyle: 'decimal' }}>
        <li>
          <Link href={api.importTemplateUrl(props.entity)} download underline="always">
            下载模板
          </Link>
          ，按列名填写。代码列写名称或代码都可以，关联列写名称或编号。
        </li>
        <li>保存为 CSV（UTF-8 或 Excel、WPS 默认的编码都可以），一次最多 5,000 行。</li>
        <li>选择文件后先检查，确认无误再导入。</li>
      </Box>
      <Box
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [file] = event.dataTransfer.files;
          if (file !== undefined) props.onFile(file);
        }}
        sx={{
          display: 'grid',
          justifyItems: 'center',
          gap: 1,
          py: 5,
          border: '1px dashed',
          borderColor: over ? 'primary.main' : 'var(--field)',
          borderRadius: '8px',
          bgcolor: over ? 'var(--brand-soft)' : 'var(--head)',
        }}
      >
        <Button variant="contained" startIcon={<UploadIcon />} onClick={() => input.current?.click()}>
          选择 CSV 文件
        </Button>
        <Box sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>也可以把文件拖到这里</Box>
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,text/csv"
          aria-label="CSV 文件"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file !== undefined) props.onFile(file);
          }}
        />
      </Box>
      {props.refusal !== null && (
        <Box role="alert" sx={{ color: 'error.main' }}>
          {props.refusal}
        </Box>
      )}
    </Box>
  );
}
