import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../../ui/app/ask.tsx';
import { useGo } from '../../../ui/app/go.tsx';
import { stages, type StageName } from '../../../ui/tokens/index.ts';
import { pages } from './pages.ts';

interface Hit {
  id: string;
  kind: 'person' | 'order' | 'product' | 'page';
  title: string;
  detail: string;
  to: string;
  stage?: StageName | undefined;
}

const MOST_PAGES = 6;

/** `/` from anywhere: people, orders, products and pages by name, id or phone. Arrow keys choose, Enter opens. */
export function SearchBox() {
  const { t } = useTranslation('shell');
  const go = useGo();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const asked = useLate(text.trim(), 150);
  const found = useAsk(['search', asked], (server, signal) => server.search.find({ q: asked }, { signal }), {
    isOff: asked === '',
  });
  const hits = text.trim() === '' ? [] : [...pageHits(text, t), ...(asked === '' ? [] : (found.data?.data ?? []).map(toHit))];

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || event.metaKey || event.ctrlKey || event.altKey) return;
      if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  const choose = (hit: Hit) => {
    setText('');
    setOpen(false);
    input.current?.blur();
    go(hit.to);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const hit = hits[at];
    if (event.key === 'ArrowDown') setAt(Math.min(hits.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter' && hit) choose(hit);
    else if (event.key === 'Escape') {
      setText('');
      input.current?.blur();
    } else return;
    event.preventDefault();
  };
  const isShown = isOpen && text.trim() !== '';
  return (
    <search className="zh-search">
      <input
        ref={input}
        className="zh-input zh-search-input"
        type="text"
        role="combobox"
        aria-label={t('search.label')}
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-activedescendant={isShown && hits[at] ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={t('search.placeholder')}
        value={text}
        onFocus={() => setOpen(true)}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onKeyDown={onKey}
      />
      {text === '' ? (
        <kbd className="zh-search-key" aria-hidden="true">
          /
        </kbd>
      ) : null}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t('search.results')}
        className={isShown ? 'zh-panel zh-panel-start zh-search-panel' : 'zh-hidden'}
      >
        {isShown
          ? hits.map((hit, index) => (
              // Focus stays in the field (a combobox); the pointer is a second way to the same choice.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- a combobox keeps the focus in its field
              <div
                key={hit.kind + hit.id}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                className={index === at ? 'zh-hit zh-hit-here' : 'zh-hit'}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(hit)}
              >
                <span className="zh-hit-kind zh-soft zh-small">{t(`search.kind.${hit.kind}`)}</span>
                <bdi className="zh-cut">{hit.title}</bdi>
                <bdi className="zh-cut zh-soft zh-small">{hit.stage ? t(`ui:stage.${hit.stage}`) : hit.detail}</bdi>
              </div>
            ))
          : null}
        {isShown && hits.length === 0 ? (
          <p className="zh-hit zh-soft">{t(found.isFetching || asked !== text.trim() ? 'ui:loading' : 'search.none')}</p>
        ) : null}
      </div>
    </search>
  );
}

function pageHits(text: string, t: (key: string) => string): Hit[] {
  const wanted = text.trim().toLowerCase();
  return pages
    .map((page) => ({
      id: page.to || 'home',
      kind: 'page' as const,
      title: t(`search.page.${page.word}`),
      detail: '',
      to: page.to,
    }))
    .filter((page) => page.title.toLowerCase().includes(wanted))
    .slice(0, MOST_PAGES);
}

function toHit(hit: { kind: 'person' | 'order' | 'product'; id: string; title: string; detail: string }): Hit {
  const to = hit.kind === 'person' ? `people/${hit.id}` : hit.kind === 'order' ? `orders/${hit.id}` : `products/${hit.id}`;
  // The detail of a person is their stage: said in the words of the screen.
  return { ...hit, to, stage: hit.kind === 'person' ? stages.find((stage) => stage === hit.detail) : undefined };
}

function useLate(text: string, ms: number): string {
  const [late, setLate] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return late;
}
