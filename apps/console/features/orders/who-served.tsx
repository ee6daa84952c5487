import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { momentOf } from '../../../../ui/format/moment.ts';
import { Choice, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import type { ActProps, Order } from './order-state.tsx';

type Body = Parameters<Client['orders']['logService']>[1];

/** Who served the buyer: every act on a line, and the way to write one down. */
export function OrderServices({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const mayWrite = useMay('orders') && order.state !== 'cancelled';
  const [isOpen, setOpen] = useState(false);
  const found = useAsk(['order', order.id, 'services'], (client, signal) => client.orders.services(order.id, { signal }));
  return (
    <Section title={t('service.title')} isCard>
      <Answer of={found} wait={<Skeleton shape="text" count={1} />}>
        {(answer) =>
          answer.data.length === 0 ? (
            <p className="zh-soft">{t('service.none')}</p>
          ) : (
            <ul className="zh-stack-tight">
              {answer.data.map((act) => (
                <li key={act.id} className="zh-entry">
                  <span>{act.person ? <PersonLink person={act.person} /> : '–'}</span>
                  <span className="zh-soft zh-small">{t('earn.onLines', { lines: act.line })}</span>
                  <span className="zh-soft zh-small">
                    {format.instant(act.at)} · <bdi>{act.what}</bdi>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {mayWrite ? (
        <div>
          <Button onClick={() => setOpen(true)}>{t('service.log')}</Button>
        </div>
      ) : null}
      <LogService order={order} isOpen={isOpen} onClose={() => setOpen(false)} />
    </Section>
  );
}

function LogService({ order, isOpen, onClose }: ActProps) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const [line, setLine] = useState('1');
  const [person, setPerson] = useState<Picked | null>(null);
  const [what, setWhat] = useState('');
  const [day, setDay] = useState('');
  const isAhead = day > format.today;
  const log = useAct(
    (client, body: Body) => client.orders.logService(order.id, body),
    () => {
      onClose();
      setPerson(null);
      setWhat('');
      setDay('');
    },
  );
  return (
    <Confirm
      title={t('service.log')}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t('service.confirm')}
      isReady={person !== null && what.trim() !== '' && !isAhead}
      act={log}
      onConfirm={() => {
        if (!person) return;
        const at = day === '' || day === format.today ? null : momentOf(day, format.timeZone);
        log.mutate({ line: Number(line), person: person.id, what: what.trim(), ...(at ? { at } : {}) });
      }}
    >
      <div className="zh-stack zh-tall-body">
        <p>{t('service.text')}</p>
        <Choice
          isLabelShown
          label={t('service.line')}
          value={line}
          options={order.lines.map((one) => ({
            value: String(one.line),
            label: t('lineOf', { line: one.line, product: one.product?.name ?? t('noProduct'), quantity: one.quantity ?? 1 }),
          }))}
          onChange={setLine}
        />
        <Picker kind="person" label={t('service.who')} value={person} onChange={setPerson} />
        <LongField label={t('service.what')} value={what} onChange={setWhat} rows={2} hint={t('service.whatHint')} isRequired />
        <TextField
          type="date"
          label={t('service.on')}
          value={day}
          onChange={setDay}
          hint={t(isAhead ? 'service.ahead' : 'service.onHint')}
        />
      </div>
    </Confirm>
  );
}
