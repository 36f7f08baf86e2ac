// A colleague has saved the same document into the same draft: both texts, and whose it is to be. Until then nothing typed is lost.
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Diff from '../drafts/Diff.tsx';

export default function ClashDialog(props: {
  title: string;
  mine: string;
  theirs: string;
  onMine: () => void;
  onTheirs: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog open onClose={props.onClose} aria-labelledby="clash-title" maxWidth="md" fullWidth>
      <DialogTitle id="clash-title">同事刚改了同一份文档</DialogTitle>
      <DialogContent>
        <p style={{ marginBottom: 12, color: 'var(--ink2)' }}>
          “{props.title}”在这份草稿里已有同事存入的内容。下面是从他的到您的不同；您写的还没有存，也没有丢。
        </p>
        <Diff label={`${props.title}：同事的和我的不同`} before={props.theirs} after={props.mine} />
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={props.onClose}>
          继续编辑
        </Button>
        <Button variant="outlined" onClick={props.onTheirs}>
          用同事的
        </Button>
        <Button variant="contained" onClick={props.onMine}>
          用我的
        </Button>
      </DialogActions>
    </Dialog>
  );
}
