import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { moneyText, typedMoney } from '../../../../ui/format/money.ts';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';

type Rules = Awaited<ReturnType<Client['payoutSettings']['get']>>;

/** How the brand pays out: from what amount, at what fee, who must agree, how tax is worked out, when statements close. */
export function PayoutRules() {
  const { t } = useTranslation('money');
  const mayWrite = useMay('money');
  const [isOpen, setOpen] = useState(false);
  const rules = useAsk(['payout-settings'], (client, signal) => client.payoutSettings.get({ signal }), { isOff: !isOpen });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('rules.open')}</Button>
      <Dialog title={t('rules.open')} isOpen={isOpen} onClose={() => setOpen(false)}>
        {rules.data ? (
          <RulesForm rules={rules.data} mayWrite={mayWrite} onClose={() => setOpen(false)} />
        ) : rules.error ? (
          <ErrorLine error={rules.error} />
        ) : (
          <Skeleton shape="text" count={5} />
        )}
      </Dialog>
    </>
  );
}

function RulesForm({ rules, mayWrite, onClose }: { rules: Rules; mayWrite: boolean; onClose: () => void }) {
  const { t } = useTranslation('money');
  const { currency } = useFormat();
  const [fourEyes, setFourEyes] = useState(moneyText(rules.fourEyesAbove));
  const [minimum, setMinimum] = useState(moneyText(rules.minimum));
  const [fee, setFee] = useState(moneyText(rules.fee));
  const [by, setBy] = useState(rules.statementBy);
  const [day, setDay] = useState(String(rules.statementDay));
  const [method, setMethod] = useState(rules.taxMethod);
  const [reassign, setReassign] = useState(moneyText(rules.reassignFourEyesAbove));
  const [netted, setNetted] = useState(String(rules.maxNetPct));
  const [isStopped, setStopped] = useState(rules.stopPay !== null);
  const [stopDepth, setStopDepth] = useState(String(rules.stopPay?.fromDepth ?? 1));
  const [stopReason, setStopReason] = useState(rules.stopPay?.reason ?? '');
  const typedReassign = typedMoney(reassign, currency);
  const amounts = { fourEyesAbove: typedMoney(fourEyes, currency), minimum: typedMoney(minimum, currency), fee: typedMoney(fee, currency) };
  const isWrong =
    Object.values(amounts).some((amount) => amount === 'wrong') ||
    typedReassign === 'wrong' ||
    // Once there is a limit it can be any amount, but not none.
    (typedReassign === null && rules.reassignFourEyesAbove !== null) ||
    !/^([1-9]\d?|100)$/.test(netted.trim()) ||
    (isStopped && (!/^[1-9]\d{0,2}$/.test(stopDepth.trim()) || stopReason.trim() === '')) ||
    (by === 'month' && !/^([1-9]|1\d|2[0-8])$/.test(day.trim()));
  const isChinese = rules.taxMethod.startsWith('CN_');
  const save = useAct((client) => {
    const zero = { amount: '0', currency };
    const of = (name: keyof typeof amounts) => {
      const amount = amounts[name];
      return amount === null || amount === 'wrong' ? zero : amount;
    };
    return client.payoutSettings.update({
      fourEyesAbove: of('fourEyesAbove'),
      minimum: of('minimum'),
      fee: of('fee'),
      ...(typedReassign === null || typedReassign === 'wrong' ? {} : { reassignFourEyesAbove: typedReassign }),
      maxNetPct: Number(netted),
      stopPay: isStopped ? { fromDepth: Number(stopDepth), reason: stopReason.trim() } : null,
      statementBy: by,
      ...(by === 'month' ? { statementDay: Number(day) } : {}),
      ...(method === 'CN_LABOUR_PER_PAYMENT' || method === 'CN_PLATFORM_CUMULATIVE' ? { taxMethod: method } : {}),
    });
  }, onClose);
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) save.mutate();
      }}
    >
      <MoneyField label={t('rules.fourEyes')} value={fourEyes} onChange={setFourEyes} hint={t('rules.fourEyesHint')} />
      <MoneyField label={t('rules.reassign')} value={reassign} onChange={setReassign} hint={t('rules.reassignHint')} />
      <div className="zh-pair">
        <MoneyField label={t('rules.minimum')} value={minimum} onChange={setMinimum} />
        <MoneyField label={t('rules.fee')} value={fee} onChange={setFee} />
        <Choice
          isLabelShown
          label={t('rules.statementBy')}
          value={by}
          options={(['day', 'week', 'month'] as const).map((value) => ({ value, label: t(`rules.by.${value}`) }))}
          onChange={setBy}
        />
        {by === 'month' ? (
          <TextField type="number" label={t('rules.statementDay')} value={day} onChange={setDay} hint={t('rules.statementDayHint')} />
        ) : null}
      </div>
      <TextField type="number" label={t('rules.netted')} value={netted} onChange={setNetted} hint={t('rules.nettedHint')} />
      <CheckField label={t('rules.stop')} isOn={isStopped} onChange={setStopped} />
      {isStopped ? (
        <div className="zh-pair">
          <TextField type="number" label={t('rules.stopDepth')} value={stopDepth} onChange={setStopDepth} hint={t('rules.stopHint')} />
          <TextField label={t('rules.stopReason')} value={stopReason} onChange={setStopReason} isRequired />
        </div>
      ) : null}
      {isChinese ? (
        <Choice
          isLabelShown
          label={t('rules.tax')}
          value={method}
          options={(['CN_LABOUR_PER_PAYMENT', 'CN_PLATFORM_CUMULATIVE'] as const).map((value) => ({ value, label: t(`tax.${value}`) }))}
          onChange={setMethod}
        />
      ) : (
        <p className="zh-soft">{t(`tax.${rules.taxMethod}`)}</p>
      )}
      <p className="zh-soft zh-small">{t('rules.note')}</p>
      <ErrorLine error={save.error} />
      {mayWrite ? (
        <div>
          <Button type="primary" htmlType="submit" disabled={isWrong} loading={save.isPending}>
            {t('payee.save')}
          </Button>
        </div>
      ) : null}
    </form>
  );
}
