// Signing on the screen: a line is drawn with finger, pen or mouse and kept as a picture.
import { lazy, Suspense, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import DrawIcon from '@mui/icons-material/DrawOutlined';
import { FilePreview } from '../../files/FilePreview.tsx';
import { filesOf } from '../../files/file_rules.ts';
import type { WidgetProps } from '../contract.ts';

const SignatureDialog = lazy(() => import('./SignatureDialog.tsx'));

export function SignatureInput(props: WidgetProps) {
  const [open, setOpen] = useState(false);
  const [file] = filesOf(props.value);
  const name = props.label ?? props.field.label;
  return (
    <Box role="group" aria-label={name} sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexWrap: 'wrap' }}>
      {file && <FilePreview file={file} />}
      <Button
        id={props.id}
        variant="outlined"
        startIcon={<DrawIcon />}
        disabled={props.disabled}
        aria-label={`${file ? '重新签名' : '签名'}：${name}`}
        aria-describedby={props.describedBy}
        onClick={() => setOpen(true)}
        onBlur={() => props.onBlur()}
      >
        {file ? '重新签名' : '签名'}
      </Button>
      {file && (
        <Button size="small" disabled={props.disabled} onClick={() => props.onChange(null)}>
          清除
        </Button>
      )}
      {open && (
        <Suspense fallback={<Skeleton variant="rectangular" height={200} sx={{ width: '100%' }} />}>
          <SignatureDialog
            name={name}
            onClose={() => setOpen(false)}
            onSigned={(signed) => {
              setOpen(false);
              props.onChange(signed);
            }}
          />
        </Suspense>
      )}
    </Box>
  );
}
