// Who I am, where I work, and the way out.
import { useState } from 'react';
import ButtonBase from '@mui/material/ButtonBase';
import Divider from '@mui/material/Divider';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useLogout } from 'react-admin';
import { api, useMe, useModel } from '@shijian/screens';
import { mayConfigure } from './may_configure.ts';
import { useNavigate } from 'react-router-dom';
import { WhoIAm } from './WhoIAm.tsx';
import styles from './UserMenu.module.css';

export function UserMenu() {
  const me = useMe();
  const model = useModel();
  const logout = useLogout();
  const navigate = useNavigate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  const elsewhere = (me.posts ?? []).flatMap((post) => (post.org && post.org.id !== me.org?.id ? [post.org] : []));
  const moveTo = async (org: string) => {
    close();
    await api.changePost(org);
    // Everything seen so far was seen from the other post.
    window.location.assign('/');
  };
  return (
    <>
      <ButtonBase
        className={styles['button']}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className={styles['avatar']} aria-hidden>
          {me.user.name.slice(0, 1)}
        </span>
        <span className="sj-sr-only">我的：{me.user.name}，</span>
        <span className={styles['org']}>{me.org?.title ?? me.tenant.label}</span>
      </ButtonBase>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { sx: { minWidth: 240, mt: 0.5 } } }}
      >
        <li className={styles['who']} role="presentation">
          <WhoIAm />
        </li>
        <Divider component="li" sx={{ my: 0.5 }} />
        {elsewhere.map((post) => (
          <MenuItem key={post.id} onClick={() => void moveTo(post.id)}>
            换到{post.title}工作
          </MenuItem>
        ))}
        <MenuItem
          onClick={() => {
            close();
            navigate('/me');
          }}
        >
          账号与密码
        </MenuItem>
        {mayConfigure(model) && (
          <MenuItem component="a" href="/studio/">
            配置台
          </MenuItem>
        )}
        <MenuItem
          onClick={() => {
            close();
            void logout({}, '/login', false);
          }}
        >
          退出登录
        </MenuItem>
      </Menu>
    </>
  );
}
