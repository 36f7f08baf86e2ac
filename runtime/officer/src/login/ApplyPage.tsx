// 申请账号, for whoever has none yet: asks for one, keeps a code, and learns with it what became of the request.
import { useEffect, useState } from 'react';
import Button from '@mui/material/Button';
import { Link } from 'react-router-dom';
import { ApplyForm } from './ApplyForm.tsx';
import { ApplyStatus } from './ApplyStatus.tsx';
import styles from './ApplyPage.module.css';

export function ApplyPage() {
  const [asking, setAsking] = useState<'new' | 'status'>('new');
  const [receipt, setReceipt] = useState<string | null>(null);
  useEffect(() => {
    document.title = '申请账号 · 市场监管平台';
  }, []);
  return (
    <main className={styles['page']}>
      <div className={styles['card']}>
        <header className={styles['head']}>
          <h1>{asking === 'new' ? '申请账号' : '查询申请'}</h1>
          <Button onClick={() => setAsking(asking === 'new' ? 'status' : 'new')}>
            {asking === 'new' ? '已申请？查进度' : '填写新申请'}
          </Button>
        </header>
        {asking === 'status' ? (
          <ApplyStatus {...(receipt === null ? {} : { receipt })} />
        ) : receipt === null ? (
          <ApplyForm onAsked={setReceipt} />
        ) : (
          <Asked receipt={receipt} onStatus={() => setAsking('status')} />
        )}
        <p className={styles['foot']}>
          <Link to="/login">返回登录</Link>
        </p>
      </div>
    </main>
  );
}

function Asked(props: { receipt: string; onStatus(): void }) {
  return (
    <div className={styles['form']} role="status">
      <p>申请已提交，等待本单位管理员审核。请记下查询码，凭它查看结果、补充内容：</p>
      <output className={styles['receipt']} data-testid="receipt">
        {props.receipt}
      </output>
      <p className={styles['note']}>查询码只显示这一次。审核通过并安排岗位后，就可以用您设的登录名和密码登录。</p>
      <Button variant="outlined" onClick={props.onStatus}>
        查看进度
      </Button>
    </div>
  );
}
