import { useEffect } from 'react';
import type { Language } from '../../ui/format/language.ts';
import { Picture } from '../../ui/page/pictures.tsx';
import en from './words.en.json' with { type: 'json' };
import zh from './words.zh-CN.json' with { type: 'json' };

/** The shop of a brand before it opens: whose it is, and that it opens soon. */
export function SoonPage({ brand, language }: { brand: string; language: Language }) {
  const words = language === 'en' ? en : zh;
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${brand} · ${words.title}`;
  }, [language, brand, words]);
  return (
    <main className="zh-soon">
      <Picture name="loop" />
      <h1>
        <bdi>{brand}</bdi>
      </h1>
      <p className="zh-lead">{words.title}</p>
      <p className="zh-soft">{words.text}</p>
    </main>
  );
}
