// 谁能看什么: for a person and a record, what he may do with it, which fields he sees, and which role decided.
import { useState } from 'react';
import Autocomplete from '@mui/material/Autocomplete';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { Chip, EmptyState, ErrorState, PageHeader, RowsSkeleton, useModel } from '@shijian/screens/kit';
import type { Tone } from '@shijian/screens/kit';
import { doorApi, doorKeys } from '../client/door_api.ts';
import type { Explained, ScopePart, Verdict } from '../client/types.ts';
import { documentPath } from '../documents/paths.ts';
import { RecordPicker } from './RecordPicker.tsx';
import type { Picked } from './RecordPicker.tsx';
import styles from './Insight.module.css';

const verdicts: Record<Verdict, { label: string; tone: Tone | null }> = {
  yes: { label: '可以', tone: 'good' },
  no: { label: '不可以', tone: 'bad' },
  depends: { label: '看是哪条', tone: 'info' },
  withheld: { label: '不便显示', tone: null },
};
const shownWords: Record<Explained['fields'][number]['shown'], { label: string; tone: Tone | null }> = {
  clear: { label: '看得到', tone: 'good' },
  masked: { label: '脱敏', tone: 'warn' },
  hidden: { label: '看不到', tone: 'bad' },
};
const truths: Record<NonNullable<ScopePart['value']>, string> = {
  true: '符合',
  false: '不符合',
  unknown: '缺少信息，不算符合',
  withheld: '不便显示',
};

export default function ExplainPage() {
  const model = useModel();
  const entities = Object.values(model.entities);
  const accounts = entities.find(({ source }) => source === 'account')?.name ?? null;
  const [account, setAccount] = useState<Picked | null>(null);
  const [entity, setEntity] = useState<{ name: string; label: string } | null>(null);
  const [record, setRecord] = useState<Picked | null>(null);
  /** Which of his posts; null: the first. */
  const [org, setOrg] = useState<string | null>(null);
  const query = useQuery({
    queryKey: doorKeys.explain(account?.id ?? '', entity?.name ?? '', record?.id ?? null, org),
    queryFn: () => doorApi.explain({ account: account!.id, entity: entity!.name, id: record?.id ?? null, org }),
    enabled: account !== null && entity !== null,
    staleTime: 0,
  });
  return (
    <>
      <PageHeader title="谁能看什么" sub="选一个人和一类记录，看他能做什么、是哪个角色给的。每次查询都会留痕" />
      <div className={styles['ask']}>
        <RecordPicker
          label="谁"
          entity={accounts}
          value={account}
          onChange={(value) => {
            setAccount(value);
            setOrg(null);
          }}
        />
        <Autocomplete
          size="small"
          options={entities.map(({ name, label }) => ({ name, label }))}
          getOptionLabel={({ label }) => label}
          getOptionKey={({ name }) => name}
          isOptionEqualToValue={(one, other) => one.name === other.name}
          value={entity}
          onChange={(_, value) => {
            setEntity(value);
            setRecord(null);
          }}
          noOptionsText="没有找到"
          renderInput={(params) => <TextField {...params} label="哪类记录" />}
        />
        <RecordPicker label="哪一条（可不选）" entity={entity?.name ?? null} value={record} onChange={setRecord} />
      </div>
      {(account === null || entity === null) && (
        <EmptyState title="先选人和记录" text="例如：某位监管人员能不能看到另一个所的食品经营者。" />
      )}
      {query.isFetching && <RowsSkeleton rows={8} />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && !query.isFetching && <Answer answer={query.data} onPost={setOrg} />}
    </>
  );
}

function Answer(props: { answer: Explained; onPost: (org: string | null) => void }) {
  const { answer } = props;
  const post = answer.posts.find(({ org }) => org === answer.account.org) ?? answer.posts[0];
  const roles = post ? rolesOf(post) : '';
  return (
    <>
      <section className={styles['panel']} aria-label="能做什么">
        <div className={styles['head']}>
          <h2>
            {answer.account.name}对{answer.record ? `“${answer.record.title}”` : answer.entity.label}
          </h2>
          <span>
            角色：{roles || '没有角色'}
            {answer.silent.length > 0 &&
              `（其中${answer.silent.map(({ label }) => label).join('、')}没有提到${answer.entity.label}）`}
          </span>
        </div>
        {answer.posts.length > 1 && (
          <ToggleButtonGroup
            size="small"
            exclusive
            value={answer.posts.indexOf(post!)}
            onChange={(_, next: number | null) => next !== null && props.onPost(answer.posts[next]?.org ?? null)}
            aria-label="他的岗位"
            sx={{ px: 2, pb: 1, flexWrap: 'wrap' }}
          >
            {answer.posts.map((one, i) => (
              <ToggleButton key={one.org ?? ''} value={i}>
                {rolesOf(one)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        )}
        <ul>
          {answer.acts.map((act) => (
            <li key={act.act} className={styles['act']}>
              <b>{act.label}</b>
              <span>
                <Chip {...verdicts[act.verdict]} />
              </span>
              <div>
                {act.why}
                {act.by.map((by) => (
                  <div key={by.role} className={styles['role']}>
                    {by.label}{' '}
                    {by.origin && (
                      <Link className={styles['small']} to={documentPath(by.origin.path, by.origin.line)}>
                        看出处
                      </Link>
                    )}
                    {by.scope && <Scope scope={by.scope} />}
                  </div>
                ))}
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section className={styles['panel']} aria-label="看到哪些内容">
        <div className={styles['head']}>
          <h2>看到哪些内容</h2>
        </div>
        {/* Narrow screens scroll it sideways, by key too. */}
        <div className={styles['scroll']} tabIndex={0} role="group" aria-label="各项内容">
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">内容</th>
                <th scope="col">怎样看到</th>
                <th scope="col">能修改</th>
                <th scope="col">为什么</th>
              </tr>
            </thead>
            <tbody>
              {answer.fields.map((field) => (
                <tr key={field.name}>
                  <td>{field.label}</td>
                  <td>
                    <Chip {...shownWords[field.shown]} />
                  </td>
                  <td>{field.update ? '能' : '不能'}</td>
                  <td>
                    {field.why}
                    {field.reveal && '；说明用途后可看原文'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}

const rolesOf = ({ roles }: Explained['posts'][number]): string => roles.map(({ label }) => label).join('、');

/** Conditions as a tree; each says what it came to for this person and record. */
function Scope(props: { scope: ScopePart }) {
  const { op, words, value, parts } = props.scope;
  const joined = { and: '以下都要符合', or: '符合任意一条', not: '不能符合', is: words }[op];
  return (
    <div className={styles['scope']}>
      {joined}
      {value !== null && <b>（{truths[value]}）</b>}
      {parts.map((part, i) => (
        <Scope key={`${i} ${part.words}`} scope={part} />
      ))}
    </div>
  );
}
