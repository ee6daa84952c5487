import { useEffect, useState } from 'react';

/** A text once it has stood still for a while: what is asked of the server while somebody types or drags. */
export function useLater(text: string, ms: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return settled;
}
