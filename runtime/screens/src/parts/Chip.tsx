// A state in a word. The dot and the colour never stand alone: the word is always there.
import styles from './Chip.module.css';

export type Tone = 'good' | 'info' | 'warn' | 'bad';

/** @param small a tag beside a label, such as 本局 @param plain without the dot */
export function Chip(props: { label: string; tone?: Tone | null; plain?: boolean; small?: boolean }) {
  const names = [
    styles['chip'],
    props.tone ? styles[props.tone] : '',
    props.plain ? styles['plain'] : '',
    props.small ? styles['small'] : '',
  ];
  return (
    <span className={names.join(' ')} title={props.label}>
      <span className={styles['text']}>{props.label}</span>
    </span>
  );
}

/**
 * A grade as a square of one letter, the same everywhere.
 * @param code "A" @param label what is read out: "A 级"
 */
export function GradeChip(props: { code: string; label: string; tone?: Tone | null }) {
  return (
    <span
      className={`${styles['grade']} ${props.tone ? styles[props.tone] : ''}`}
      role="img"
      aria-label={props.label}
      title={props.label}
    >
      {props.code}
    </span>
  );
}
