// The door of the studio for who comes without a session; afterwards one is where one wanted to go.
import { useEffect } from 'react';
import { LoginForm, api, frameStyles } from '@shijian/screens/kit';
import styles from './Shell.module.css';

export function LoginPage(props: { onDone: () => Promise<unknown> }) {
  useEffect(() => {
    document.title = '登录 · 配置台';
  }, []);
  return (
    <main className={styles['login']}>
      <div className={styles['loginBox']}>
        <div className={frameStyles['logo']}>
          <span className={frameStyles['mark']} aria-hidden>
            市
          </span>
          配置台
        </div>
        <h1>登录</h1>
        <p className={styles['note']}>用您在市场监管平台的账号登录。</p>
        <LoginForm
          onSubmit={async (login, password) => {
            await api.login(login, password);
            await props.onDone();
          }}
        />
      </div>
    </main>
  );
}
