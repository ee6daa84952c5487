import { useCallback, useEffect, useRef, useState } from 'react';
import { useUrl } from '../../../../../ui/app/go.tsx';

const SETTLES_MS = 250;

/** Numbers of a calculator: moved at once, kept in the address under a prefix of their own; what the address says wrongly counts for nothing. */
export function useNumbers<Name extends string>(
  prefix: string,
  starts: Readonly<Record<Name, number>>,
): { values: Readonly<Record<Name, number>>; set: (name: Name, value: number | undefined) => void } {
  const [url, write] = useUrl();
  const [values, setValues] = useState(() => {
    const read: Record<Name, number> = { ...starts };
    for (const name of Object.keys(starts) as Name[]) {
      const text = url[`${prefix}.${name}`];
      if (text !== undefined && text !== '' && Number.isFinite(Number(text)) && Number(text) >= 0) read[name] = Number(text);
    }
    return read;
  });
  const first = useRef(values);
  const begun = useRef(starts);
  useEffect(() => {
    if (first.current === values) return;
    const timer = setTimeout(() => {
      const names = Object.keys(values) as Name[];
      write(
        Object.fromEntries(
          names.map((name) => [`${prefix}.${name}`, values[name] === begun.current[name] ? undefined : String(values[name])]),
        ),
      );
    }, SETTLES_MS);
    return () => clearTimeout(timer);
  }, [values, prefix, write]);
  const set = useCallback((name: Name, value: number | undefined) => {
    setValues((now) => ({ ...now, [name]: value ?? begun.current[name] }));
  }, []);
  return { values, set };
}
