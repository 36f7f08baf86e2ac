// Name, login, place of work and roles of the one who is logged in.
import { Chip, useMe } from '@shijian/screens';
import styles from './UserMenu.module.css';

export function WhoIAm() {
  const me = useMe();
  const place = me.org && me.org.title !== me.tenant.label ? `${me.tenant.label} · ${me.org.title}` : me.tenant.label;
  return (
    <div>
      <p className={styles['name']}>{me.user.name}</p>
      <p className={styles['line']}>{me.user.login}</p>
      <p className={styles['line']}>{place}</p>
      <div className={styles['roles']}>
        {me.roles.map((role) => (
          <Chip key={role.name} label={role.label} plain />
        ))}
      </div>
    </div>
  );
}
