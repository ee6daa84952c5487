import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { momentOf } from '../../../../ui/format/moment.ts';
import { personName } from '../../../../ui/format/name.ts';
import { Choice, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';

export type Bonds = Awaited<ReturnType<Client['people']['bonds']>>;

interface ChangeProps {
  person: { id: string; name: string };
  bonds: Bonds;
  onClose: () => void;
}

/** Gives a customer to somebody else, or to nobody: first who loses, who gains and who is told of it. */
export function ChangeAttribution({ person, bonds, onClose }: ChangeProps) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const [way, setWay] = useState<'somebody' | 'nobody'>('somebody');
  const [picked, setPicked] = useState<Picked | null>(null);
  const [reason, setReason] = useState('');
  const [day, setDay] = useState('');
  const act = useAct(
    (client) =>
      client.people.changeAttribution(person.id, {
        to: way === 'somebody' ? (picked?.id ?? null) : null,
        reason: reason.trim(),
        ...(isLater ? { effectiveAt: momentOf(day, format.timeZone) ?? format.now } : {}),
      }),
    onClose,
  );
  const isLater = day !== '' && day > format.today;
  const isPast = day !== '' && day < format.today;
  const holder = bonds.attribution?.person ?? null;
  const gains = way === 'somebody' ? picked : null;
  const isSame = gains !== null && gains.id === holder?.id;
  const isSelf = gains?.id === person.id;
  const isReady = reason.trim() !== '' && !isPast && !isSame && !isSelf && (way === 'nobody' ? holder !== null : gains !== null);
  const told = [holder ? personName(holder) : null, gains?.title ?? null].filter((name) => name !== null);
  return (
    <Confirm
      title={t('hands.title', { name: person.name })}
      onClose={onClose}
      confirm={t(gains ? 'hands.confirm' : way === 'nobody' ? 'hands.confirmNobody' : 'hands.open', { name: gains?.title ?? '' })}
      isReady={isReady}
      act={act}
      onConfirm={() => act.mutate()}
    >
      <Choice
        isLabelShown
        label={t('hands.who')}
        value={way}
        options={(['somebody', 'nobody'] as const).map((value) => ({ value, label: t(`hands.ways.${value}`) }))}
        onChange={setWay}
      />
      {way === 'somebody' ? (
        <Picker
          kind="person"
          label={t('hands.to')}
          value={picked}
          onChange={setPicked}
          {...(isSame ? { hint: t('hands.same') } : isSelf ? { hint: t('hands.self') } : {})}
        />
      ) : null}
      <TextField type="date" label={t('hands.from')} value={day} onChange={setDay} hint={t(isPast ? 'hands.past' : 'hands.fromHint')} />
      <LongField label={t('hands.reason')} value={reason} onChange={setReason} rows={2} hint={t('hands.reasonHint')} isRequired />
      <div className="zh-note zh-stack-tight" aria-live="polite">
        {holder ? <p>{t('hands.loses', { holder: personName(holder), name: person.name })}</p> : <p>{t('hands.nobodyNow')}</p>}
        {gains && !isSame && !isSelf ? <p>{t('hands.gains', { holder: gains.title, name: person.name })}</p> : null}
        <p>{t('hands.orders')}</p>
        {told.length > 0 ? <p className="zh-strong">{t('hands.told', { names: told.join(t('ui:listComma')) })}</p> : null}
        <p>{t('hands.second')}</p>
      </div>
    </Confirm>
  );
}

/** Says which partner a partner belongs to from now on. */
export function ChangeSponsor({ person, bonds, onClose }: ChangeProps) {
  const { t } = useTranslation('relations');
  const standing = bonds.sponsorship?.person ?? null;
  const [way, setWay] = useState<'somebody' | 'nobody'>('somebody');
  const [picked, setPicked] = useState<Picked | null>(null);
  const [reason, setReason] = useState('');
  const act = useAct(
    (client) => client.people.setSponsor(person.id, { sponsor: way === 'somebody' ? (picked?.id ?? null) : null, reason: reason.trim() }),
    onClose,
  );
  const gains = way === 'somebody' ? picked : null;
  const isSame = gains !== null && gains.id === standing?.id;
  const told = [standing ? personName(standing) : null, gains?.title ?? null].filter((name) => name !== null);
  return (
    <Confirm
      title={t('team.title', { name: person.name })}
      onClose={onClose}
      confirm={t(gains ? 'team.confirm' : way === 'nobody' ? 'team.confirmNobody' : 'team.open', { name: gains?.title ?? '' })}
      isReady={reason.trim() !== '' && !isSame && (way === 'nobody' ? standing !== null : gains !== null)}
      act={act}
      onConfirm={() => act.mutate()}
    >
      <Choice
        isLabelShown
        label={t('team.who')}
        value={way}
        options={(['somebody', 'nobody'] as const).map((value) => ({ value, label: t(`team.ways.${value}`) }))}
        onChange={setWay}
      />
      {way === 'somebody' ? (
        <Picker kind="person" label={t('team.to')} value={picked} onChange={setPicked} {...(isSame ? { hint: t('team.same') } : {})} />
      ) : null}
      <LongField label={t('hands.reason')} value={reason} onChange={setReason} rows={2} hint={t('hands.reasonHint')} isRequired />
      <div className="zh-note zh-stack-tight" aria-live="polite">
        <p>{t('team.effect')}</p>
        {told.length > 0 ? <p className="zh-strong">{t('hands.told', { names: told.join(t('ui:listComma')) })}</p> : null}
      </div>
    </Confirm>
  );
}
