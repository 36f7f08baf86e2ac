// Text being typed beside the value it stands for: nobody's digits move under the cursor, and the value is exact at every key.
import { useRef, useState } from 'react';

export interface TypedText {
  text: string;
  type(text: string): void;
  /** Rewrites the text the way it is shown. */
  settle(): void;
}

/**
 * @param options.show value → text, when the field is not being typed in
 * @param options.read text → value; what cannot be read is kept as typed, so that the check can say why
 */
export function useTypedText(options: {
  value: unknown;
  onChange(value: unknown): void;
  show(value: unknown): string;
  read(text: string): unknown;
}): TypedText {
  const { value, onChange, show, read } = options;
  const [text, setText] = useState(() => show(value));
  const sent = useRef(value);
  if (!Object.is(sent.current, value) && !(isEmpty(sent.current) && isEmpty(value))) {
    // Set from outside: a draft, a clash, 撤销.
    sent.current = value;
    setText(show(value));
  }
  return {
    text,
    type(next) {
      setText(next);
      const parsed = next.trim() === '' ? null : read(next);
      sent.current = parsed;
      onChange(parsed);
    },
    settle() {
      setText(show(sent.current));
    },
  };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}
