import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { CheckField, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Letter = Awaited<ReturnType<Client['letters']['list']>>['data'][number];

/** What is known of whom it happens to, and may stand in the letter. */
const blanks: Readonly<Record<Letter['occasion'], readonly string[]>> = {
  upgrade: ['name', 'tier'],
  anniversary: ['name', 'years', 'number'],
  firstReferral: ['name', 'friend'],
  partnerSigning: ['name'],
  farewell: ['name', 'number'],
};

/** The five ceremonies after the entry: what the team does, and the letter that comes by itself. */
export function LettersPart() {
  const { t } = useTranslation('membership');
  const found = useAsk(['letters'], (client, signal) => client.letters.list({ signal }));
  return (
    <Section title={t('letters.title')} note={t('letters.note')}>
      <Answer of={found} wait={<Skeleton shape="cards" count={3} />}>
        {({ data }) => (
          <ul className="zh-stack">
            {data.map((letter) => (
              <li key={`${letter.occasion} ${letter.writtenAt ?? ''}`}>
                <OneLetter letter={letter} />
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Section>
  );
}

function OneLetter({ letter }: { letter: Letter }) {
  const { t, i18n } = useTranslation('membership');
  const format = useFormat();
  const mayWrite = useMay('brand');
  const plan = `ceremonies:ceremonies.${letter.occasion}`;
  const [title, setTitle] = useState(letter.title ?? t(`${plan}.letter.title`));
  const [text, setText] = useState(letter.text ?? t(`${plan}.letter.text`));
  const [name, setName] = useState(letter.name ?? '');
  const [isOpen, setOpen] = useState(letter.openedAt !== null);
  const save = useAct((client) =>
    client.letters.write({
      occasion: letter.occasion,
      title: title.trim(),
      text: text.trim(),
      ...(name.trim() ? { name: name.trim() } : {}),
      isOpen,
    }),
  );
  const steps = Array.from({ length: 9 }, (_, at) => at).filter((at) => i18n.exists(`${plan}.steps.${at}.text`));
  const isReady = title.trim() !== '' && text.trim() !== '';
  return (
    <Section title={t(`${plan}.name`)} note={t(`${plan}.why`)} isCard>
      <p className="zh-row">
        <StateTag mood={letter.openedAt ? 'good' : 'calm'}>{t(letter.openedAt ? 'letters.open' : 'letters.closed')}</StateTag>
        <span className="zh-soft zh-small">
          {t(`letters.when.${letter.occasion}`)}
          {letter.told > 0
            ? ` ${t('letters.reached', { count: letter.told, told: format.count(letter.told), read: format.count(letter.read) })}`
            : ''}
        </span>
      </p>
      <details>
        <summary>{t(letter.writtenAt ? 'letters.change' : 'letters.read')}</summary>
        <div className="zh-stack">
          <p className="zh-label">{t('letters.steps')}</p>
          <ol className="zh-stack-tight">
            {steps.map((at) => (
              <li key={at}>
                {t(`${plan}.steps.${at}.text`)}
                <span className="zh-soft zh-small"> {[t(`${plan}.steps.${at}.actor`), t(`${plan}.steps.${at}.when`)].join(' · ')}</span>
              </li>
            ))}
          </ol>
          <form
            className="zh-stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (isReady) save.mutate();
            }}
          >
            <TextField label={t('letters.heading')} value={title} onChange={setTitle} />
            <LongField
              label={t('letters.text')}
              value={text}
              onChange={setText}
              rows={4}
              hint={t('letters.blanks', {
                blanks: blanks[letter.occasion].map((blank) => t(`letters.blank.${blank}`)).join(t('ui:listComma')),
              })}
            />
            <TextField label={t('letters.name')} value={name} onChange={setName} />
            <CheckField label={t('letters.isOpen')} isOn={isOpen} onChange={setOpen} />
            <ErrorLine error={save.error} />
            {mayWrite ? (
              <div className="zh-row">
                <Button type={isOpen ? 'primary' : 'default'} htmlType="submit" disabled={!isReady} loading={save.isPending}>
                  {t(isOpen ? 'letters.saveOpen' : letter.openedAt ? 'letters.saveClose' : 'letters.save')}
                </Button>
              </div>
            ) : null}
          </form>
        </div>
      </details>
    </Section>
  );
}
