// One line at the foot that says what was done, with 撤销 where it can be undone. One at a time; the last one wins.
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import styles from './Toast.module.css';

export interface ToastMessage {
  /** What was done, not that it was done: "已删除 3 户", never 操作成功. */
  text: string;
  tone?: 'plain' | 'bad';
  action?: { label: string; onClick: () => void };
}

const ToastContext = createContext<(message: ToastMessage) => void>(() => undefined);

/** Shows a message at the foot of the page. */
export function useToast(): (message: ToastMessage) => void {
  return useContext(ToastContext);
}

export function ToastProvider(props: { children: ReactNode }) {
  const [shown, setShown] = useState<{ message: ToastMessage; id: number } | null>(null);
  const show = useCallback((message: ToastMessage) => setShown({ message, id: Date.now() }), []);
  const close = useCallback(() => setShown(null), []);
  return (
    <ToastContext.Provider value={show}>
      {props.children}
      <div role="status" aria-live="polite">
        {shown && <ToastBar key={shown.id} message={shown.message} onClose={close} />}
      </div>
    </ToastContext.Provider>
  );
}

function ToastBar(props: { message: ToastMessage; onClose: () => void }) {
  const { message, onClose } = props;
  const [held, setHeld] = useState(false);
  const hold = useMemo(() => ({ on: () => setHeld(true), off: () => setHeld(false) }), []);
  useEffect(() => {
    if (held) return undefined;
    // What can be undone stays longer, and while the pointer or the focus is on it.
    const timer = setTimeout(onClose, message.action ? 10_000 : 5_000);
    return () => clearTimeout(timer);
  }, [held, message, onClose]);
  return (
    <div
      className={`${styles['toast']} ${message.tone === 'bad' ? styles['bad'] : ''} sj-no-print`}
      onMouseEnter={hold.on}
      onMouseLeave={hold.off}
      onFocus={hold.on}
      onBlur={hold.off}
    >
      <span className={styles['text']}>{message.text}</span>
      {message.action && (
        <button
          type="button"
          className={styles['action']}
          onClick={() => {
            message.action?.onClick();
            onClose();
          }}
        >
          {message.action.label}
        </button>
      )}
      <button type="button" className={styles['close']} onClick={onClose} aria-label="关闭提示">
        ✕
      </button>
    </div>
  );
}
