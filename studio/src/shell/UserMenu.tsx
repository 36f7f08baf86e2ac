// Who I am, back to the officer's work, and the way out.
import { useState } from 'react';
import ButtonBase from '@mui/material/ButtonBase';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { api, useMe } from '@shijian/screens/kit';
import styles from './Shell.module.css';

export function UserMenu() {
  const me = useMe();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <ButtonBase
        className={styles['user']}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className={styles['avatar']} aria-hidden>
          {me.user.name.slice(0, 1)}
        </span>
        <span className="sj-sr-only">我的：</span>
        <span className={styles['userName']}>{me.user.name}</span>
      </ButtonBase>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
      >
        <MenuItem onClick={() => window.location.assign('/')}>回到工作台</MenuItem>
        <MenuItem
          onClick={() => {
            const leave = () => window.location.assign('/login');
            void api.logout().then(leave, leave);
          }}
        >
          退出登录
        </MenuItem>
      </Menu>
    </>
  );
}
