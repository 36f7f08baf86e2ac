// 业务 on the phone: the whole menu as a page.
import { NavLink } from 'react-router-dom';
import { PageHeader, paths, useAlerts } from '@shijian/screens';
import { iconOf } from './icons.ts';
import { MenuAlerts, MenuCount } from './Nav.tsx';
import { useMenu } from './useMenu.ts';
import styles from './MenuPage.module.css';

export function MenuPage() {
  const groups = useMenu();
  const alerts = useAlerts();
  return (
    <div className={styles['page']}>
      <PageHeader title="业务" />
      {groups.map((group) => (
        <section key={group.label}>
          <h2 className={styles['group']}>{group.label}</h2>
          <ul className={styles['card']}>
            {group.items.map((item) => {
              const Icon = iconOf(item.icon);
              return (
                <li key={item.view}>
                  <NavLink to={paths.list(item.view)} className={styles['item']}>
                    <Icon aria-hidden />
                    <span>{item.label}</span>
                    {item.count && <MenuCount entity={item.entity} />}
                    <MenuAlerts alerts={alerts} view={item.view} />
                  </NavLink>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}
