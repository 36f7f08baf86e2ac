// 计划: what publishing will do, grouped by risk, with the records concerned one click away and questions answered by a button.
import { useState } from 'react';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import ListIcon from '@mui/icons-material/ListAltOutlined';
import { Chip, EmptyState, serverNow, recentTime, useModel } from '@shijian/screens/kit';
import type { Tone } from '@shijian/screens/kit';
import { sentences } from '@shijian/kernel';
import { Link } from 'react-router-dom';
import type { DocumentChange, Plan, PlanStep, Risk } from '../client/types.ts';
import { documentPath } from '../documents/paths.ts';
import { AffectedRows } from './AffectedRows.tsx';
import { durationText, kindWords, risks, riskWords, stepSentence } from './plan_words.ts';
import styles from './Plan.module.css';

const tones: Record<Risk, Tone> = { refused: 'bad', confirm: 'warn', safe: 'good' };

export function PlanPanel(props: {
  draft: string;
  plan: Plan;
  /** Adds the changes that an answer means; absent where nothing may be changed. */
  onAnswer?: ((changes: DocumentChange[], label: string) => void) | undefined;
}) {
  const { plan } = props;
  const [shown, setShown] = useState<PlanStep | null>(null);
  const { tenant } = useModel();
  const errors = plan.diagnostics.filter(({ severity }) => severity === 'error');
  return (
    <div>
      <p className={styles['counted']}>
        按 {recentTime(plan.counted_at, serverNow(), tenant.time_zone)} 的数据核对 · 计划号 {plan.hash.slice(0, 8)}
      </p>
      {errors.length > 0 && (
        <Alert severity="error" className={styles['errors'] ?? ''}>
          <b>文档有 {errors.length} 处错误，先改正才能发布</b>
          <ul>
            {errors.slice(0, 20).map((one) => (
              <li key={`${one.code} ${one.path} ${one.line} ${one.col}`}>
                <Link to={documentPath(one.path, one.line, { draft: props.draft })}>
                  {one.path}:{one.line}
                </Link>
                {'　'}
                {sentences(one, 'zh')}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {errors.length === 0 && plan.steps.length === 0 && (
        <EmptyState compact title="没有实际变化" text="这些改动不影响表、数据、权限和页面。" />
      )}
      {risks.map((risk) => {
        const steps = plan.steps.filter((step) => step.risk === risk);
        if (steps.length === 0) return null;
        return (
          <section key={risk} className={styles['group']} aria-label={riskWords[risk].title}>
            <div className={styles['groupHead']}>
              <Chip tone={tones[risk]} label={`${riskWords[risk].title} ${steps.length}`} />
              <span>{riskWords[risk].hint}</span>
            </div>
            <ul>
              {steps.map((step) => (
                <Step key={step.id} step={step} onRows={setShown} onAnswer={props.onAnswer} />
              ))}
            </ul>
          </section>
        );
      })}
      {shown && <AffectedRows draft={props.draft} plan={plan.hash} step={shown} onClose={() => setShown(null)} />}
    </div>
  );
}

function Step(props: {
  step: PlanStep;
  onRows: (step: PlanStep) => void;
  onAnswer?: ((changes: DocumentChange[], label: string) => void) | undefined;
}) {
  const { step } = props;
  const time = step.seconds === undefined ? '' : durationText(step.seconds);
  return (
    <li className={styles['step']}>
      <div className={styles['says']}>
        {stepSentence(step)}
        <div className={styles['small']} title={step.code}>
          {kindWords[step.kind]}
          {time && ` · ${time}`}
          {!step.reversible && <b> · 发布后不能原样退回</b>}
        </div>
        {step.question && (
          <div className={styles['question']}>
            {step.question.options.map((option) => (
              <Button
                key={option.code}
                size="small"
                variant="outlined"
                disabled={!props.onAnswer}
                onClick={() => props.onAnswer?.(option.changes, option.label)}
              >
                {option.label}
              </Button>
            ))}
          </div>
        )}
      </div>
      {step.sample && step.sample.total > 0 && (
        <Button size="small" variant="outlined" startIcon={<ListIcon />} onClick={() => props.onRows(step)}>
          看{step.capped ? '这至少 ' : '这 '}
          {step.sample.total.toLocaleString('zh-CN')} 条
        </Button>
      )}
    </li>
  );
}
