// In the header: which draft the changes go into, with the way to it and out of it.
import { useState } from 'react';
import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import EditNoteIcon from '@mui/icons-material/EditNoteOutlined';
import { useNavigate } from 'react-router-dom';
import { useWorkingDraft } from './WorkingDraft.tsx';
import styles from './Drafts.module.css';

export function WorkingDraftChip() {
  const { draft, choose } = useWorkingDraft();
  const navigate = useNavigate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (!draft) return null;
  const go = (to: () => void) => () => {
    setAnchor(null);
    to();
  };
  return (
    <>
      <Button
        variant="outlined"
        startIcon={<EditNoteIcon />}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ minWidth: 0, flexShrink: 1 }}
      >
        <span className="sj-sr-only">正在改的草稿：</span>
        <span className={styles['chipTitle']}>{draft.title}</span>
        <span className={styles['chipCount']}>{draft.documents}</span>
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={go(() => navigate(`/drafts/${draft.id}`))}>查看改动和计划</MenuItem>
        <MenuItem onClick={go(() => choose(null))}>先放下，看现行配置</MenuItem>
      </Menu>
    </>
  );
}
