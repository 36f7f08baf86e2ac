// The sheet to sign on. Loaded when first opened.
import { useRef, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { api, type FileJson } from '../../client/index.ts';
import { usePhone } from '../../theme/usePhone.ts';
import { SignatureSheet, type Sheet } from './SignatureSheet.tsx';

export default function SignatureDialog(props: { name: string; onClose(): void; onSigned(file: FileJson): void }) {
  const sheet = useRef<Sheet | null>(null);
  const [drawn, setDrawn] = useState(false);
  const [state, setState] = useState<'idle' | 'sending' | 'failed'>('idle');
  const phone = usePhone();

  function clear() {
    sheet.current?.pad.clear();
    setDrawn(false);
  }
  function send() {
    sheet.current?.canvas.toBlob((blob) => {
      if (!blob) return;
      setState('sending');
      const file = new File([blob], `${props.name}.png`, { type: 'image/png' });
      api.uploadFile(file).then(props.onSigned, () => setState('failed'));
    }, 'image/png');
  }

  return (
    <Dialog open onClose={props.onClose} fullWidth maxWidth="sm" fullScreen={phone} aria-label={props.name}>
      <DialogTitle>{props.name}</DialogTitle>
      <DialogContent>
        <SignatureSheet
          onReady={(ready) => {
            sheet.current = ready;
          }}
          onStroke={() => setDrawn(true)}
          tall={phone}
        />
        <Box
          sx={{ mt: 1, fontSize: '0.8125rem', color: state === 'failed' ? 'var(--bad)' : 'var(--ink3)' }}
          role={state === 'failed' ? 'alert' : undefined}
        >
          {state === 'failed' ? '签名没有传上去，请检查网络后再点“完成签名”' : '请由本人在框内签名'}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={props.onClose}>取消</Button>
        <Button onClick={clear} disabled={!drawn || state === 'sending'}>
          重写
        </Button>
        <Button variant="contained" onClick={send} disabled={!drawn || state === 'sending'}>
          {state === 'sending' ? '正在保存…' : '完成签名'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
