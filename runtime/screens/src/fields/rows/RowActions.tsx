// What can be done with a row: all of it where rows are added by hand.
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import CopyIcon from '@mui/icons-material/ContentCopyRounded';
import DownIcon from '@mui/icons-material/ArrowDownwardRounded';
import RemoveIcon from '@mui/icons-material/DeleteOutlineRounded';
import UpIcon from '@mui/icons-material/ArrowUpwardRounded';
import type { RowProps } from './row_props.ts';

export function RowActions(props: RowProps) {
  const row = `第 ${props.index + 1} 行`;
  return (
    <Box sx={{ display: 'flex', justifyContent: 'flex-end', alignItems: 'center', minHeight: 36 }}>
      <IconButton
        id={`${props.id}_up`}
        size="small"
        aria-label={`上移${row}`}
        disabled={props.disabled || props.index === 0}
        onClick={() => props.onMove(-1)}
      >
        <UpIcon />
      </IconButton>
      <IconButton
        id={`${props.id}_down`}
        size="small"
        aria-label={`下移${row}`}
        disabled={props.disabled || props.index === props.count - 1}
        onClick={() => props.onMove(1)}
      >
        <DownIcon />
      </IconButton>
      {props.fixed === 'none' && (
        <IconButton
          size="small"
          aria-label={`复制${row}`}
          disabled={props.disabled || props.full}
          onClick={props.onCopy}
        >
          <CopyIcon />
        </IconButton>
      )}
      <IconButton size="small" aria-label={`去掉${row}`} disabled={props.disabled} onClick={props.onRemove}>
        <RemoveIcon />
      </IconButton>
    </Box>
  );
}
