// Choosing and sending files: drop, browse, or the phone's camera; what is on its way, what has arrived, what was refused and why.
import { useRef, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import CameraIcon from '@mui/icons-material/PhotoCameraOutlined';
import CloseIcon from '@mui/icons-material/CloseRounded';
import UploadIcon from '@mui/icons-material/UploadFileOutlined';
import type { FileJson } from '../client/index.ts';
import { usePhone } from '../theme/usePhone.ts';
import { FilePreview } from './FilePreview.tsx';
import { isImage, refusal, sizeText, type FileRules } from './file_rules.ts';
import { UploadLine } from './UploadLine.tsx';
import { useUploads, type SendFile } from './useUploads.ts';

export function UploadInput(props: {
  id: string;
  name: string;
  files: FileJson[];
  rules: FileRules;
  disabled: boolean;
  describedBy?: string | undefined;
  onChange(files: FileJson[]): void;
  onBlur(): void;
  /** Where they go, of who has no session: then nothing that was sent can be opened from here. */
  send?: SendFile;
}) {
  const { rules, files } = props;
  const [refused, setRefused] = useState<string[]>([]);
  const [over, setOver] = useState(false);
  const browse = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const phone = usePhone();
  const now = useRef(files);
  now.current = files;
  const uploads = useUploads((file) => props.onChange(rules.many ? [...now.current, file] : [file]), props.send);
  const room =
    rules.mostFiles === null ? Infinity : rules.many ? rules.mostFiles - files.length - uploads.items.length : 1;

  const take = (chosen: File[]) => {
    const faults = chosen.flatMap((file) => refusal(file, rules) ?? []);
    const good = chosen.filter((file) => refusal(file, rules) === null);
    if (good.length > room)
      faults.push(`最多 ${rules.mostFiles} 个，多出的 ${good.length - Math.max(room, 0)} 个没有加`);
    setRefused(faults);
    uploads.start(good.slice(0, Math.max(room, 0)));
  };
  const picked = (input: HTMLInputElement) => {
    take([...(input.files ?? [])]);
    input.value = '';
  };
  const onPicture = (file: FileJson) => props.send === undefined && isImage(file);
  const what = rules.images ? '图片' : '文件';
  const shared = { type: 'file' as const, hidden: true, tabIndex: -1, 'aria-hidden': true };

  return (
    <Box
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!props.disabled) take([...event.dataTransfer.files]);
      }}
      sx={{
        border: '1px dashed',
        borderColor: over ? 'primary.main' : 'var(--field)',
        bgcolor: over ? 'var(--brand-soft)' : 'background.paper',
        borderRadius: '8px',
        p: 1.5,
      }}
    >
      {(files.length > 0 || uploads.items.length > 0) && (
        <Box
          component="ul"
          sx={{ listStyle: 'none', m: 0, p: 0, mb: 1.5, display: 'flex', flexWrap: 'wrap', gap: 1.5 }}
        >
          {files.map((file) => (
            <Box
              component="li"
              key={file.id}
              sx={{
                position: 'relative',
                display: 'flex',
                alignItems: 'center',
                pr: onPicture(file) ? 0 : 4.5,
                maxWidth: '100%',
              }}
            >
              {props.send === undefined ? <FilePreview file={file} /> : <FileName file={file} />}
              <IconButton
                size="small"
                aria-label={`去掉 ${file.name}`}
                disabled={props.disabled}
                onClick={() => props.onChange(files.filter((one) => one.id !== file.id))}
                sx={{
                  position: 'absolute',
                  top: onPicture(file) ? -8 : 'auto',
                  right: onPicture(file) ? -8 : 0,
                  bgcolor: 'background.paper',
                  border: '1px solid',
                  borderColor: 'divider',
                  minWidth: '0 !important',
                  minHeight: '0 !important',
                  width: 28,
                  height: 28,
                }}
              >
                <CloseIcon />
              </IconButton>
            </Box>
          ))}
          {uploads.items.map((item) => (
            <UploadLine
              key={item.key}
              upload={item}
              onRetry={() => uploads.retry(item.key)}
              onDrop={() => uploads.drop(item.key)}
            />
          ))}
        </Box>
      )}
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
        <Button
          id={props.id}
          variant="outlined"
          startIcon={<UploadIcon />}
          disabled={props.disabled || room <= 0}
          onClick={() => browse.current?.click()}
          onBlur={props.onBlur}
          aria-label={`选择${what}：${props.name}`}
          aria-describedby={props.describedBy}
        >
          {!rules.many && files.length > 0 ? `换一个${what}` : `选择${what}`}
        </Button>
        {phone && rules.images && (
          <Button
            variant="outlined"
            startIcon={<CameraIcon />}
            disabled={props.disabled || room <= 0}
            onClick={() => camera.current?.click()}
          >
            拍照
          </Button>
        )}
        <Box component="span" sx={{ fontSize: '0.75rem', color: 'var(--ink3)' }}>
          {phone ? '' : '也可以拖到这里 · '}每个不超过 {sizeText(rules.mostBytes)}
          {rules.many && rules.mostFiles !== null ? ` · 最多 ${rules.mostFiles} 个，已有 ${files.length} 个` : ''}
        </Box>
        <input
          {...shared}
          ref={browse}
          multiple={rules.many}
          accept={rules.accept.join(',')}
          onChange={(event) => picked(event.target)}
        />
        <input
          {...shared}
          ref={camera}
          accept="image/*"
          capture="environment"
          onChange={(event) => picked(event.target)}
        />
      </Box>
      {refused.length > 0 && (
        <Box role="alert" sx={{ color: 'error.main', fontSize: '0.8125rem', mt: 1 }}>
          {refused.map((text) => (
            <div key={text}>{text}</div>
          ))}
        </Box>
      )}
    </Box>
  );
}

function FileName({ file }: { file: FileJson }) {
  return (
    <Box component="span" sx={{ fontSize: '0.8125rem', lineHeight: '32px', overflowWrap: 'anywhere' }}>
      {file.name}
      <Box component="span" sx={{ color: 'var(--ink3)', ml: 1 }}>
        {sizeText(file.size)}
      </Box>
    </Box>
  );
}
