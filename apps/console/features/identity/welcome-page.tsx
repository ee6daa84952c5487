import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../../ui/app/context.tsx';
import { Go, useGo } from '../../../../ui/app/go.tsx';
import { timeZones } from '../../../../ui/format/zones.ts';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Picture } from '../../../../ui/page/pictures.tsx';
import { DoorPage } from './door.tsx';
import { isSlug, openSample, slugOf } from './sample.ts';

type Where = (typeof wheres)[number];
/** The rules a real brand can live under; the laboratory is for those who know they want it. */
const wheres = ['CN', 'US', 'EU', 'STRICT'] as const;
const usualWhere: Record<string, Where> = { CNY: 'CN', USD: 'US', EUR: 'EU' };
const currencies = ['CNY', 'USD', 'EUR', 'GBP', 'HKD', 'TWD', 'JPY', 'SGD', 'MYR', 'THB'];

/** The first screen: bring your file, or open the sample brand. */
export function WelcomePage() {
  const { t } = useTranslation('identity');
  const { session } = useApp();
  return (
    <DoorPage isWide title={t('welcome.title')} lead={t('welcome.lead')}>
      <div className="zh-welcome">
        <section className="zh-card zh-stack" aria-labelledby="own">
          <Picture name="file" />
          <h2 id="own">{t('welcome.own')}</h2>
          <p className="zh-soft">{t('welcome.ownText')}</p>
          <OwnBrand />
        </section>
        <section className="zh-card zh-stack" aria-labelledby="sample">
          <Picture name="loop" />
          <h2 id="sample">{t('welcome.sample')}</h2>
          <p className="zh-soft">{t('welcome.sampleText')}</p>
          <Sample />
        </section>
      </div>
      {session.brands.length > 0 ? <Go to={`/b/${session.brands[0]?.slug}`}>{t('welcome.back')}</Go> : null}
    </DoorPage>
  );
}

function OwnBrand() {
  const { t } = useTranslation('identity');
  const { client, language, session } = useApp();
  const queries = useQueryClient();
  const go = useGo();
  const [name, setName] = useState('');
  const [currency, setCurrency] = useState(language === 'en' ? 'USD' : 'CNY');
  const [chosen, setChosen] = useState<Where | null>(null);
  const where = chosen ?? usualWhere[currency] ?? 'STRICT';
  const [timeZone, setTimeZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone || 'Asia/Shanghai');
  const [typed, setTyped] = useState<string | null>(null);
  const usual = slugOf(
    name,
    session.brands.map((brand) => brand.slug),
  );
  const slug = typed?.trim() || usual;
  const isAddress = isSlug(slug);
  const mayMake = name.trim() !== '' && isAddress;
  const make = useMutation({
    mutationFn: (how: 'file' | 'trial') =>
      client.brands.create({
        sandbox: how === 'trial',
        slug,
        name: name.trim(),
        currency,
        timeZone,
        language,
        policy: where,
      }),
    onSuccess: async (brand, how) => {
      await queries.invalidateQueries({ queryKey: ['session'] });
      go(how === 'trial' ? `/b/${brand.slug}` : `/b/${brand.slug}/import`);
    },
  });
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (mayMake) make.mutate('file');
      }}
    >
      <TextField label={t('welcome.name')} value={name} onChange={setName} placeholder={t('welcome.nameExample')} isRequired />
      <TextField
        label={t('welcome.address')}
        value={typed ?? (name.trim() === '' ? '' : usual)}
        onChange={(text) => setTyped(text.toLowerCase())}
        placeholder={t('welcome.addressExample')}
        hint={isAddress ? t('welcome.addressHint', { address: `${location.host}/s/${slug}` }) : t('welcome.addressWrong')}
      />
      <div className="zh-row zh-row-end">
        <Choice
          isLabelShown
          label={t('brand.currency')}
          value={currency}
          options={currencies.map((value) => ({ value, label: value }))}
          onChange={setCurrency}
        />
        <Choice
          isLabelShown
          label={t('brand.timeZone')}
          value={timeZone}
          options={timeZones(timeZone).map((value) => ({ value, label: value }))}
          onChange={setTimeZone}
        />
        <Choice<Where>
          isLabelShown
          label={t('welcome.where')}
          value={where}
          options={wheres.map((value) => ({ value, label: t(`welcome.whereOf.${value}`) }))}
          onChange={setChosen}
        />
      </div>
      <span className="zh-soft zh-small">{t('welcome.whereHint')}</span>
      <ErrorLine error={make.error} />
      <div className="zh-row">
        <Button type="primary" htmlType="submit" size="large" loading={make.isPending && make.variables === 'file'} disabled={!mayMake}>
          {t('welcome.bring')}
        </Button>
        <Button
          size="large"
          loading={make.isPending && make.variables === 'trial'}
          disabled={!mayMake || make.isPending}
          onClick={() => make.mutate('trial')}
        >
          {t('welcome.try')}
        </Button>
      </div>
      <span className="zh-soft zh-small">{t('welcome.tryText')}</span>
    </form>
  );
}

/** Opens the sample brand. Making it takes some seconds the first time, so it says what is happening. */
function Sample() {
  const { t } = useTranslation('identity');
  const { client } = useApp();
  const queries = useQueryClient();
  const go = useGo();
  const open = useMutation({
    mutationFn: () => openSample(client),
    onSuccess: async (slug) => {
      await queries.invalidateQueries({ queryKey: ['session'] });
      go(`/b/${slug}`);
    },
  });
  return (
    <>
      <div>
        <Button type="primary" size="large" loading={open.isPending} onClick={() => open.mutate()}>
          {t('welcome.open')}
        </Button>
      </div>
      {open.isPending ? (
        <div className="zh-stack-tight" role="status">
          <span className="zh-bar-endless" aria-hidden="true" />
          <span className="zh-soft">{t('welcome.making')}</span>
        </div>
      ) : null}
      <ErrorLine error={open.error} />
    </>
  );
}
