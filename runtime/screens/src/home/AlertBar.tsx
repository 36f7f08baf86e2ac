// What has to be looked at before all else; nothing where there is nothing.
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import { Link } from 'react-router-dom';
import { countText, paths } from '../parts/index.ts';
import { useAlerts } from './useAlerts.ts';
import styles from './Home.module.css';

export function AlertBar() {
  const alerts = useAlerts();
  if (alerts.length === 0) return null;
  return (
    <ul className={styles['alerts']} aria-label="需要留意">
      {alerts.map(({ list, saved, total }) => (
        <li key={`${list.view.name} ${saved.name}`}>
          <Link to={paths.list(list.view.name, `saved=${encodeURIComponent(saved.name)}`)} className={styles['alert']}>
            <WarningIcon aria-hidden />
            <span>
              {saved.label} <b>{countText(total)}</b> 条
            </span>
            <span className={styles['look']}>去查看</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
