// `?` shows the keys.
import { useEffect, useState } from 'react';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { KeyHint, isPageKey } from '@shijian/screens';

const keys: [string[], string][] = [
  [['/'], '搜索'],
  [['j', 'k'], '列表里下一条、上一条（也可用 ↓ ↑）'],
  [['Enter'], '打开选中的一条'],
  [['空格'], '勾选或取消勾选'],
  [['e'], '编辑选中的一条'],
  [['Esc'], '关闭侧栏'],
  [['Ctrl', '点击'], '在新标签页打开'],
  [['?'], '显示这张表'],
];

export function HelpDialog() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== '?' && event.key !== '？') return;
      if (isPageKey(event)) setOpen(true);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (
    <Dialog open={open} onClose={() => setOpen(false)} aria-labelledby="help-title">
      <DialogTitle id="help-title">键盘</DialogTitle>
      <DialogContent>
        <table>
          <tbody>
            {keys.map(([names, what]) => (
              <tr key={what}>
                <th scope="row" style={{ textAlign: 'left', padding: '5px 20px 5px 0', fontWeight: 400 }}>
                  {names.map((name) => (
                    <KeyHint key={name} style={{ marginRight: 4 }}>
                      {name}
                    </KeyHint>
                  ))}
                </th>
                <td>{what}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={() => setOpen(false)}>
          知道了
        </Button>
      </DialogActions>
    </Dialog>
  );
}
