import { QueryClient } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import '../../ui/base.css';
import '../../ui/shop/shop.css';
import './shop.css';
import { ApiProblem, createShopClient } from '../../sdk/shop.ts';
import type { Language } from '../../ui/format/language.ts';
import { shelfOf } from '../../ui/shop/kept.ts';
import { installTokens } from '../../ui/tokens/css.ts';
import { fetchAhead } from './shell/frame.tsx';
import { chosenLanguage, keepTouch, slugOf } from './shell/place.ts';
import { Root, type CommonWords } from './shell/root.tsx';

installTokens(document);
const slug = slugOf(location.pathname);
const shelf = shelfOf(slug, () => localStorage);
keepTouch(location.search, shelf);

let spoken = chosenLanguage(location.search, shelf, navigator.languages);
const client = createShopClient(slug, { language: () => spoken });
const queries = new QueryClient({
  defaultOptions: {
    // Without a network a page says so at once instead of waiting for it.
    queries: {
      staleTime: 30_000,
      networkMode: 'always',
      retry: (count, error) => count < 1 && !(error instanceof ApiProblem && error.status < 500),
    },
    mutations: { networkMode: 'always' },
  },
});

async function commonWords(language: Language): Promise<CommonWords> {
  const file = language === 'en' ? await import('../../ui/words/shop.en.json') : await import('../../ui/words/shop.zh-CN.json');
  return file.default;
}

async function speak(language: Language): Promise<CommonWords> {
  const words = await commonWords(language);
  spoken = language;
  return words;
}

/** The brand's own language, where the phone asks for none the shop speaks; Chinese when that cannot be learned. */
async function brandLanguage(): Promise<Language> {
  return await client.front().then(
    ({ brand }) => brand.language,
    () => 'zh-CN',
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('impossible: the page has no root');
const language = spoken ?? (await brandLanguage());
document.documentElement.lang = language;
fetchAhead(location.pathname.slice(`/s/${slug}`.length) || '/', language);
createRoot(root).render(
  <Root slug={slug} client={client} queries={queries} shelf={shelf} first={{ language, words: await speak(language) }} speak={speak} />,
);
