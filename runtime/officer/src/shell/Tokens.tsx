// Tokens with which programs call the interface in my name: made, looked at, ended.
import { useState } from 'react';
import Button from '@mui/material/Button';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  ConfirmDialog,
  ErrorState,
  TextSkeleton,
  api,
  isoDay,
  queryKeys,
  recentTime,
  serverNow,
  useModel,
  useToast,
  type ProgramToken,
} from '@shijian/screens';
import { NewTokenDialog } from './NewTokenDialog.tsx';
import styles from './MenuPage.module.css';

export default function Tokens() {
  const client = useQueryClient();
  const toast = useToast();
  const query = useQuery({ queryKey: queryKeys.tokens, queryFn: () => api.tokens(), staleTime: 0 });
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<ProgramToken | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: queryKeys.tokens });
  return (
    <>
      <p className={styles['note']}>
        供其他系统按您的权限读取数据。看不到脱敏信息的明文；您离岗或换岗后随之失效。不要发给他人。
      </p>
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} compact />
      ) : query.data === undefined ? (
        <TextSkeleton lines={2} />
      ) : (
        query.data.items.length > 0 && (
          <ul className={styles['devices']}>
            {query.data.items.map((token) => (
              <li key={token.id}>
                <span>
                  <b>{token.label}</b>
                  <TokenFacts token={token} />
                </span>
                <Button variant="outlined" aria-label={`停用 ${token.label}`} onClick={() => setEnding(token)}>
                  停用
                </Button>
              </li>
            ))}
          </ul>
        )
      )}
      <Button variant="outlined" onClick={() => setMaking(true)}>
        新建令牌
      </Button>
      {making && <NewTokenDialog onMade={() => void refresh()} onClose={() => setMaking(false)} />}
      {ending !== null && (
        <ConfirmDialog
          open
          danger
          title={`停用令牌“${ending.label}”？`}
          confirm="停用"
          onConfirm={async () => {
            await api.endToken(ending.id);
            setEnding(null);
            toast({ text: `已停用令牌“${ending.label}”` });
            await refresh();
          }}
          onClose={() => setEnding(null)}
        >
          使用它的程序从下一次请求起就读不到数据。停用后不能恢复，需要时再建一个。
        </ConfirmDialog>
      )}
    </>
  );
}

function TokenFacts({ token }: { token: ProgramToken }) {
  const model = useModel();
  const zone = model.tenant.time_zone;
  const reach =
    token.entities === null
      ? '我能看的全部内容'
      : token.entities.map((name) => model.entities[name]?.label ?? name).join('、');
  const used =
    token.used_at === null
      ? '还没用过'
      : `最近使用 ${recentTime(token.used_at, serverNow(), zone)}${token.used_ip ? `（${token.used_ip}）` : ''}`;
  return (
    <>
      <small>
        {reach} · {token.writes ? '可读写' : '只读'}
      </small>
      <small>
        有效期至 {isoDay(new Date(token.expires_at), zone)} · {used}
      </small>
    </>
  );
}
