// Brand, search and who I am.
import { Link } from 'react-router-dom';
import { JobsMenu, frameStyles as styles, paths, useModel, usePhone } from '@shijian/screens';
import { GlobalSearch } from '../search/GlobalSearch.tsx';
import { productName } from './product_name.ts';
import { UserMenu } from './UserMenu.tsx';

export function Header() {
  const { tenant } = useModel();
  const phone = usePhone();
  return (
    <header className={`${styles['header']} sj-no-print`}>
      <Link to={paths.home()} className={styles['logo']}>
        <span className={styles['mark']} aria-hidden>
          {tenant.brand.logo ? <img src={tenant.brand.logo} alt="" /> : '市'}
        </span>
        {productName(tenant)}
      </Link>
      {!phone && <GlobalSearch />}
      <div className={styles['right']}>
        <JobsMenu />
        {!phone && <UserMenu />}
      </div>
    </header>
  );
}
