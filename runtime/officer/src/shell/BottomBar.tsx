// The phone's bar: four places, each a thumb wide.
import HomeIcon from '@mui/icons-material/HomeOutlined';
import ListIcon from '@mui/icons-material/FormatListBulletedOutlined';
import PersonIcon from '@mui/icons-material/PersonOutlineOutlined';
import SearchIcon from '@mui/icons-material/SearchOutlined';
import { Link, NavLink, useLocation } from 'react-router-dom';
import styles from './Shell.module.css';

export function BottomBar() {
  const inWork = /^\/(list|record|bin|menu)/.test(useLocation().pathname);
  return (
    <nav className={`${styles['bottom']} sj-no-print`} aria-label="主菜单">
      <NavLink to="/" end>
        <HomeIcon aria-hidden />
        首页
      </NavLink>
      <Link to="/menu" aria-current={inWork ? 'page' : undefined}>
        <ListIcon aria-hidden />
        业务
      </Link>
      <NavLink to="/search">
        <SearchIcon aria-hidden />
        搜索
      </NavLink>
      <NavLink to="/me">
        <PersonIcon aria-hidden />
        我的
      </NavLink>
    </nav>
  );
}
