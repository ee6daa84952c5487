import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../../../../ui/page/page.tsx';
import type { Clash } from './merge.ts';
import type { Draft } from './use-design.ts';

/** Places that somebody else wrote meanwhile: both texts, and whose stands. Nothing is sent until this is settled. */
export function Clashes({ draft }: { draft: Draft }) {
  const { t } = useTranslation('design');
  const [choices, setChoices] = useState<('mine' | 'theirs')[]>(() => draft.clashes.map(() => 'mine'));
  return (
    <Section title={t('clash.title', { count: draft.clashes.length })} note={t('clash.note')} isCard>
      <ul className="zh-stack">
        {draft.clashes.map((clash, at) => (
          <li key={clash.path.join('/')}>
            <fieldset className="zh-clash">
              <legend className="zh-label">
                <PlaceName clash={clash} />
              </legend>
              {(['mine', 'theirs'] as const).map((whose) => (
                <label key={whose} className="zh-clash-side">
                  <input
                    type="radio"
                    name={clash.path.join('/')}
                    checked={choices[at] === whose}
                    onChange={() => setChoices((now) => now.map((one, i) => (i === at ? whose : one)))}
                  />
                  <span className="zh-soft zh-small">{t(`clash.${whose}`)}</span>
                  <span className="zh-clash-text">{textOf(clash[whose]) ?? t('clash.nothing')}</span>
                </label>
              ))}
            </fieldset>
          </li>
        ))}
      </ul>
      <div className="zh-row">
        <Button type="primary" onClick={() => draft.settle(choices)}>
          {t('clash.settle')}
        </Button>
      </div>
    </Section>
  );
}

function PlaceName({ clash: { path } }: { clash: Clash }) {
  const { t } = useTranslation('design');
  const [part = '', name = '', field = ''] = path;
  if (part === 'cells') {
    const [stage = '', ladder = ''] = name.split('.');
    return <>{[t(`ui:stage.${stage}`), t(`ladder.${ladder}`), field ? t(`cell.${field}`) : ''].filter(Boolean).join(' · ')}</>;
  }
  if (part === 'canvas') return <>{[t('part.canvas'), t(`canvas.${name}.name`)].join(' · ')}</>;
  return <>{t(`clash.part.${part}`, { defaultValue: part })}</>;
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (Array.isArray(value)) return value.map((each: { name?: string }) => each.name ?? String(each)).join(' · ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
