import { createRoot } from 'react-dom/client';
import '../../ui/base.css';
import './shop.css';
import { languageOf } from '../../ui/format/language.ts';
import { installTokens } from '../../ui/tokens/css.ts';
import { SoonPage } from './soon-page.tsx';

installTokens(document);
const root = document.getElementById('root');
if (!root) throw new Error('impossible: the page has no root');
const named = document.querySelector<HTMLMetaElement>('meta[name="brand"]')?.content;
const asked = new URLSearchParams(location.search).get('lang');
createRoot(root).render(
  <SoonPage
    brand={named || decodeURIComponent(location.pathname.split('/')[2] ?? '')}
    language={languageOf(asked ? [asked] : [document.documentElement.lang])}
  />,
);
