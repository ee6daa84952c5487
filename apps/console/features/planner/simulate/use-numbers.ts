import { useEffect, useRef, useState } from 'react';
import { useUrl } from '../../../../../ui/app/go.tsx';

const SETTLES_MS = 250;

export interface Numbers<Name extends string> {
  readonly values: Readonly<Record<Name, number>>;
  /** what a slider needs of one of them: where it is, where it began, how it moves; undefined = back to where it began */
  readonly slider: (name: Name) => { value: number; start: number; onMove: (value: number | undefined) => void };
}

/** Numbers of a calculator: moved at once, kept in the address under a prefix of their own; what the address says wrongly counts for nothing. */
export function useNumbers<Name extends string>(prefix: string, starts: Readonly<Record<Name, number>>): Numbers<Name> {
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
  const slider = (name: Name) => ({
    value: values[name],
    start: begun.current[name],
    onMove: (value: number | undefined) => setValues((now) => ({ ...now, [name]: value ?? begun.current[name] })),
  });
  return { values, slider };
}
