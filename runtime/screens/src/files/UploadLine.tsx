// One upload on its way: picture or name, progress, and what to do when it failed.
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import type { Upload } from './useUploads.ts';

export function UploadLine({ upload, onRetry, onDrop }: { upload: Upload; onRetry(): void; onDrop(): void }) {
  const percent = Math.round(upload.part * 100);
  return (
    <Box
      component="li"
      sx={{ width: 220, border: '1px solid', borderColor: 'divider', borderRadius: '8px', p: 1, fontSize: '0.8125rem' }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        {upload.picture !== null && (
          <img src={upload.picture} alt="" width={36} height={36} style={{ objectFit: 'cover', borderRadius: 4 }} />
        )}
        <Box sx={{ minWidth: 0, flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {upload.name}
        </Box>
      </Box>
      {upload.fault === null ? (
        <LinearProgress variant="determinate" value={percent} aria-label={`正在上传 ${upload.name}`} sx={{ mt: 1 }} />
      ) : (
        <Box role="alert" sx={{ color: 'error.main', mt: 0.5 }}>
          {upload.fault}
        </Box>
      )}
      <Box sx={{ display: 'flex', justifyContent: 'flex-end' }}>
        {upload.fault !== null && (
          <Button size="small" onClick={onRetry}>
            重试
          </Button>
        )}
        <Button size="small" onClick={onDrop}>
          {upload.fault === null ? '取消' : '不传了'}
        </Button>
      </Box>
    </Box>
  );
}
