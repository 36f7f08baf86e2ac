// What is still being done after a publication: it hinders nobody, and who published wants to know.
import { Chip, useModel } from '@shijian/screens/kit';
import { useDoor } from '../client/DoorProvider.tsx';
import styles from './Shell.module.css';

export function OpenWork() {
  const { work } = useDoor();
  const { entities } = useModel();
  if (work.length === 0) return null;
  return (
    <div role="status" className={styles['work']}>
      <Chip small tone={work.some(({ failures }) => failures > 0) ? 'warn' : 'info'} label="发布后的整理" />
      {work.slice(0, 3).map((one) => (
        <span key={`${one.what} ${one.entity} ${one.since}`}>
          {entities[one.entity]?.label ?? one.entity}：{one.says}
          {one.total ? ` ${Math.min(99, Math.floor((100 * one.done) / one.total))}%` : ''}
          {one.failures > 0 && '，没有做成，会再试'}
        </span>
      ))}
      {work.length > 3 && <span>等 {work.length} 项</span>}
      <span>不影响办理</span>
    </div>
  );
}
