// A row of choices of which one may be on.
import styles from './Editors.module.css';

export function Picks<T extends string>(props: {
  label: string;
  options: { value: T; label: string }[];
  chosen: T | null;
  onPick: (value: T | null) => void;
}) {
  return (
    <div className={styles['quick']} role="group" aria-label={props.label}>
      {props.options.map((option) => {
        const on = option.value === props.chosen;
        return (
          <button
            key={option.value}
            type="button"
            className={styles['pick']}
            aria-pressed={on}
            onClick={() => props.onPick(on ? null : option.value)}
          >
            {option.label}
          </button>
        );
      })}
    </div>
  );
}
