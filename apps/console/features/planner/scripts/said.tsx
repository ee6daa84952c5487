import { useTranslation } from 'react-i18next';
import { partsOf } from './fill.ts';

/** How a blank is called: by its own word, or as its writer named it. */
export function useBlankName(): (name: string) => string {
  const { t } = useTranslation('scripts');
  return (name) => t(`variable.${name}`, { defaultValue: name });
}

/** A text with its blanks filled in; one that is still open is seen by what it asks for. */
export function Said({ text, values }: { text: string; values: Readonly<Record<string, string>> }) {
  const nameOf = useBlankName();
  return (
    <>
      {partsOf(text).map(({ text: part, blank }, at) => {
        if (blank === null) return part;
        const value = values[blank];
        return (
          // A blank may stand twice in a text and has nothing else to be told by.
          <span key={`${blank} ${at}`} className={value ? 'zh-blank-full' : 'zh-blank'}>
            {value || nameOf(blank)}
          </span>
        );
      })}
    </>
  );
}
