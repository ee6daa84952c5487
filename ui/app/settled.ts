import { useEffect, useState } from 'react';

/** A text that settles before it is used. */
export function useSettled(text: string, onSettled: (text: string) => void, ms = 250): [string, (text: string) => void] {
  const [now, setNow] = useState(text);
  useEffect(() => setNow(text), [text]);
  useEffect(() => {
    if (now === text) return;
    const timer = setTimeout(() => onSettled(now), ms);
    return () => clearTimeout(timer);
  }, [now, text, onSettled, ms]);
  return [now, setNow];
}
