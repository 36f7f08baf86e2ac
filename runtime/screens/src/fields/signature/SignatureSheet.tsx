// The canvas that is signed on, a component of its own: what is in a dialog is there only after the dialog.
import { useEffect, useRef } from 'react';
import SignaturePad from 'signature_pad';
import Box from '@mui/material/Box';

export interface Sheet {
  pad: SignaturePad;
  canvas: HTMLCanvasElement;
}

const HEIGHT = 220;

export function SignatureSheet(props: { onReady(sheet: Sheet): void; onStroke(): void; tall: boolean }) {
  const element = useRef<HTMLCanvasElement>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const canvas = element.current;
    if (!canvas) return undefined;
    // As many pixels as the screen has, or the line is blurred.
    const ratio = Math.max(window.devicePixelRatio, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext('2d')?.scale(ratio, ratio);
    const pad = new SignaturePad(canvas, { penColor: '#1F2933', minWidth: 1, maxWidth: 3 });
    pad.addEventListener('endStroke', () => latest.current.onStroke());
    latest.current.onReady({ pad, canvas });
    return () => pad.off();
  }, []);
  return (
    <Box
      component="canvas"
      ref={element}
      role="img"
      aria-label="在这里签名"
      sx={{
        width: '100%',
        height: props.tall ? '60vh' : HEIGHT,
        border: '1px dashed var(--field)',
        borderRadius: '8px',
        touchAction: 'none',
        display: 'block',
        bgcolor: '#fff',
      }}
    />
  );
}
