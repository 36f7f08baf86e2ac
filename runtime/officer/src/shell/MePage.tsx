// 我的: who I am, my password, the way out.
import { Suspense, lazy } from 'react';
import Button from '@mui/material/Button';
import { useLogout } from 'react-admin';
import { PageHeader, TextSkeleton, useMe, useModel, useToast } from '@shijian/screens';
import { ChangePasswordForm } from '../login/ChangePasswordForm.tsx';
import { Devices } from './Devices.tsx';
import { mayConfigure } from './may_configure.ts';
import { WhoIAm } from './WhoIAm.tsx';
import styles from './MenuPage.module.css';

// Few open it, and its pickers are big.
const Tokens = lazy(() => import('./Tokens.tsx'));

export function MePage() {
  const logout = useLogout();
  const model = useModel();
  const me = useMe();
  const toast = useToast();
  return (
    <div className={styles['page']}>
      <PageHeader title="我的" />
      <section className={styles['panel']}>
        <WhoIAm />
      </section>
      <section className={styles['panel']}>
        <h2>修改密码</h2>
        <ChangePasswordForm
          {...(me.rules ? { rules: me.rules } : {})}
          onDone={() => toast({ text: '密码已修改，下次登录请用新密码' })}
        />
      </section>
      <section className={styles['panel']}>
        <h2>登录的设备</h2>
        <Devices />
      </section>
      <section className={styles['panel']} aria-label="程序访问令牌">
        <h2>程序访问令牌</h2>
        <Suspense fallback={<TextSkeleton lines={2} />}>
          <Tokens />
        </Suspense>
      </section>
      {mayConfigure(model) && (
        <Button variant="outlined" href="/studio/">
          打开配置台
        </Button>
      )}
      <Button variant="outlined" onClick={() => void logout({}, '/login', false)}>
        退出登录
      </Button>
      <p style={{ color: 'var(--ink3)', fontSize: '0.75rem' }}>本局配置：{model.edition} 版</p>
    </div>
  );
}
