// The menu at the left, from the model's Menu documents.
import HomeIcon from '@mui/icons-material/HomeOutlined';
import { NavLink } from 'react-router-dom';
import { countText, frameStyles, paths, useAlerts, useCount } from '@shijian/screens';
import type { Alert } from '@shijian/screens';
import { iconOf } from './icons.ts';
import { useMenu } from './useMenu.ts';
import type { MenuEntry } from './useMenu.ts';
import styles from './Shell.module.css';

export function Nav() {
  const groups = useMenu();
  const alerts = useAlerts();
  return (
    <nav className={`${frameStyles['nav']} sj-no-print`} aria-label="主菜单">
      <NavLink to={paths.home()} end className={frameStyles['item']}>
        <HomeIcon aria-hidden />
        <span>首页</span>
      </NavLink>
      {groups.map((group) => (
        <section key={group.label} aria-label={group.label}>
          <div className={styles['group']} aria-hidden>
            {group.label}
          </div>
          {group.items.map((item) => (
            <NavItem key={item.view} item={item} alerts={alerts} />
          ))}
        </section>
      ))}
    </nav>
  );
}

function NavItem(props: { item: MenuEntry; alerts: readonly Alert[] }) {
  const { item } = props;
  const Icon = iconOf(item.icon);
  return (
    <NavLink to={paths.list(item.view)} className={frameStyles['item']}>
      <Icon aria-hidden />
      <span>{item.label}</span>
      {item.count && <MenuCount entity={item.entity} />}
      <MenuAlerts alerts={props.alerts} view={item.view} />
    </NavLink>
  );
}

/** Kept a minute; nothing is shown until it is known, and nothing when it fails. */
export function MenuCount(props: { entity: string }) {
  const { data } = useCount(props.entity, {});
  return data ? <span className={styles['count']}>{countText(data)}</span> : null;
}

/** How much in the item's lists is to be noticed. */
export function MenuAlerts(props: { alerts: readonly Alert[]; view: string }) {
  return props.alerts
    .filter(({ list }) => list.view.name === props.view)
    .map(({ saved, total }) => (
      <span key={saved.name} className={styles['alert']} title={saved.label}>
        <span className="sj-sr-only">{saved.label}</span>
        {countText(total)}
      </span>
    ));
}
