// A text once nobody has typed for a moment, so that each key is not a search.
import { useEffect, useState } from 'react';

/** @param wait milliseconds */
export function useSettled(text: string, wait: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), wait);
    return () => clearTimeout(timer);
  }, [text, wait]);
  return settled;
}
