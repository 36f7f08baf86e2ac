// A stored file: a thumbnail for pictures, name and size for the rest; opens large or in a new tab.
import { useState } from 'react';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import FileIcon from '@mui/icons-material/InsertDriveFileOutlined';
import { api, type FileJson } from '../client/index.ts';
import { isImage, sizeText } from './file_rules.ts';

/** @param size edge of the thumbnail in px */
export function FilePreview({ file, size = 84 }: { file: FileJson; size?: number }) {
  const [open, setOpen] = useState(false);
  const [broken, setBroken] = useState(false);
  if (!isImage(file) || broken) return <FileLink file={file} />;
  return (
    <>
      <ButtonBase
        onClick={() => setOpen(true)}
        aria-label={`查看图片 ${file.name}`}
        sx={{ borderRadius: '8px', overflow: 'hidden', border: '1px solid', borderColor: 'divider' }}
      >
        <img
          src={api.fileUrl(file.id, true)}
          alt=""
          width={size}
          height={size}
          loading="lazy"
          onError={() => setBroken(true)}
          style={{ objectFit: 'cover', display: 'block' }}
        />
      </ButtonBase>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        maxWidth="lg"
        slotProps={{ paper: { 'aria-label': file.name } }}
      >
        <Box
          component="img"
          src={api.fileUrl(file.id, true)}
          alt={file.name}
          sx={{ maxWidth: '90vw', maxHeight: '80vh', objectFit: 'contain', display: 'block' }}
        />
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1 }}>
          <Box sx={{ flex: 1, fontSize: '0.8125rem', color: 'text.secondary' }}>
            {file.name} · {sizeText(file.size)}
          </Box>
          <Button component="a" href={api.fileUrl(file.id)} download={file.name}>
            下载
          </Button>
          <Button onClick={() => setOpen(false)}>关闭</Button>
        </Box>
      </Dialog>
    </>
  );
}

function FileLink({ file }: { file: FileJson }) {
  return (
    <Box
      component="a"
      href={api.fileUrl(file.id, true)}
      target="_blank"
      rel="noopener"
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.75,
        maxWidth: '100%',
        color: 'primary.main',
        textDecoration: 'none',
        minHeight: 28,
        '&:hover': { textDecoration: 'underline' },
      }}
    >
      <FileIcon sx={{ fontSize: 18, flex: 'none' }} />
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {file.name}
      </Box>
      {Number.isFinite(file.size) && (
        <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.75rem', flex: 'none' }}>
          {sizeText(file.size)}
        </Box>
      )}
    </Box>
  );
}
