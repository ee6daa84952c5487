import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useBrand, useFormat, useMay, type Brand } from '../../../../ui/app/context.tsx';
import { languages, type Language } from '../../../../ui/format/language.ts';
import { timeZones } from '../../../../ui/format/zones.ts';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { SettingsTabs } from './settings-tabs.tsx';
import { ShopColour } from './shop-colour.tsx';
import { ShopSettings } from './shop-settings.tsx';

/** The brand's name, currency, zone and language, and what follows from changing them. */
export function BrandSettingsPage() {
  const { t } = useTranslation('identity');
  const brand = useBrand();
  return (
    <Page title={t('brand.title')} tabs={<SettingsTabs />}>
      <div className="zh-sides">
        <BrandForm key={brand.slug} brand={brand} />
        <Section title={t('brand.fixed')} isCard>
          <Fixed brand={brand} />
        </Section>
      </div>
      <ShopColour key={brand.accent} />
      <ShopSettings />
    </Page>
  );
}

function BrandForm({ brand }: { brand: Brand }) {
  const { t } = useTranslation('identity');
  const { client } = useApp();
  const queries = useQueryClient();
  const mayWrite = useMay('brand');
  const [name, setName] = useState(brand.name);
  const [currency, setCurrency] = useState(brand.currency);
  const [timeZone, setTimeZone] = useState(brand.timeZone);
  const [language, setLanguage] = useState<Language>(brand.language);
  const [isAsking, setAsking] = useState(false);
  const isSame = name === brand.name && currency === brand.currency && timeZone === brand.timeZone && language === brand.language;
  const save = useMutation({
    mutationFn: () =>
      client.brand.update({
        name: name.trim(),
        timeZone,
        language,
        ...(currency === brand.currency ? {} : { currency }),
      }),
    onSuccess: async () => {
      setAsking(false);
      await queries.invalidateQueries();
    },
  });
  return (
    <form
      className="zh-card zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (timeZone !== brand.timeZone) setAsking(true);
        else save.mutate();
      }}
    >
      <TextField label={t('brand.name')} value={name} onChange={setName} isRequired isDisabled={!mayWrite} />
      <Choice
        isLabelShown
        label={t('brand.timeZone')}
        value={timeZone}
        options={timeZones(brand.timeZone).map((value) => ({ value, label: value }))}
        onChange={setTimeZone}
        isDisabled={!mayWrite}
      />
      <TextField
        label={t('brand.currency')}
        value={currency}
        onChange={(text) => setCurrency(text.toUpperCase().slice(0, 3))}
        hint={t(brand.canChangeCurrency ? 'brand.currencyFree' : 'brand.currencyFixed')}
        isDisabled={!mayWrite || !brand.canChangeCurrency}
      />
      <Choice
        isLabelShown
        label={t('brand.language')}
        value={language}
        options={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
        onChange={setLanguage}
        isDisabled={!mayWrite}
      />
      <ErrorLine error={save.error} />
      {save.isSuccess && isSame ? (
        <p className="zh-note zh-note-good" role="status">
          {t('saved')}
        </p>
      ) : null}
      {mayWrite ? (
        <div>
          <Button type="primary" htmlType="submit" disabled={isSame || name.trim() === ''} loading={save.isPending}>
            {t('save')}
          </Button>
        </div>
      ) : (
        <p className="zh-soft">{t('brand.readOnly')}</p>
      )}
      <Dialog
        title={t('brand.zoneTitle')}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t('cancel')}</Button>
            <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
              {t('brand.zoneConfirm', { zone: timeZone })}
            </Button>
          </>
        }
      >
        <p>{t('brand.zoneText', { from: brand.timeZone, to: timeZone })}</p>
      </Dialog>
    </form>
  );
}

function Fixed({ brand }: { brand: Brand }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  return (
    <dl className="zh-facts">
      <dt>{t('brand.slug')}</dt>
      <dd>{brand.slug}</dd>
      <dt>{t('brand.policy')}</dt>
      <dd>{t(`policy.${brand.policy}`)}</dd>
      <dt>{t('brand.kind')}</dt>
      <dd>{t(brand.isSandbox ? 'brand.sandbox' : 'brand.live')}</dd>
      <dt>{t('brand.now')}</dt>
      <dd className="zh-number">{format.instant(brand.now)}</dd>
    </dl>
  );
}
