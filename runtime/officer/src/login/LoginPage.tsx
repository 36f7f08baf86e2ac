// The door. Says plainly what went wrong and what to do; afterwards one is where one wanted to go.
import { useEffect } from 'react';
import { useLogin } from 'react-admin';
import { Link } from 'react-router-dom';
import { LoginForm } from '@shijian/screens';
import styles from './LoginPage.module.css';

export function LoginPage() {
  const login = useLogin();
  useEffect(() => {
    document.title = '登录 · 市场监管平台';
  }, []);
  return (
    <main className={styles['page']}>
      <section className={styles['side']} aria-hidden>
        <div className={styles['brand']}>
          <span className={styles['mark']}>市</span>
          市场监管平台
        </div>
        <p className={styles['slogan']}>
          主体、许可、监管，一处查清
          <small>按本局的制度配置，业务变了，页面跟着变。</small>
        </p>
        <p className={styles['foot']}>请使用本单位分配的账号</p>
        <Scales />
      </section>
      <section className={styles['panel']}>
        <div className={styles['form']}>
          <div className={styles['phoneBrand']}>
            <span className={styles['mark']} aria-hidden>
              市
            </span>
            市场监管平台
          </div>
          <div>
            <h1>登录</h1>
            <p className={styles['note']}>市场监督管理局工作人员</p>
          </div>
          <LoginForm onSubmit={(name, password) => login({ login: name, password })} />
          <p className={styles['note']}>
            忘记密码，请联系本单位管理员重置。还没有账号？
            <Link to="/apply" className={styles['inline']}>
              申请账号
            </Link>
          </p>
        </div>
      </section>
    </main>
  );
}

/** A balance, the one picture of the product. */
function Scales() {
  return (
    <svg viewBox="0 0 240 240" fill="none" stroke="#fff" strokeWidth="5" strokeLinecap="round" strokeLinejoin="round">
      <path d="M120 26v176M78 214h84M40 62h160" />
      <path d="M40 62 12 130h56zM200 62l-28 68h56z" />
      <path d="M12 130a28 24 0 0 0 56 0M172 130a28 24 0 0 0 56 0" />
      <circle cx="120" cy="26" r="9" />
    </svg>
  );
}
