import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { useBrand, useFormat } from '../../../../../ui/app/context.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { Picker, type Picked } from '../../../../../ui/page/picker.tsx';
import { PersonLink } from '../../../../../ui/tags/person-link.tsx';
import { StageTag } from '../../../../../ui/tags/tags.tsx';
import { knownOf } from './fill.ts';

/** Whom the words are for, and what of them fills the blanks of the script by itself. */
export function useListener() {
  const brand = useBrand();
  const [person, setPerson] = useState<Picked | null>(null);
  const found = useAsk(
    ['script', 'listener', person?.id],
    async (client, signal) => {
      const id = person?.id ?? '';
      const [about, { referrer }, { data }] = await Promise.all([
        client.people.get(id, { signal }),
        client.people.relations(id, { signal }),
        client.people.orders(id, { limit: 1 }, { signal }),
      ]);
      const last = data[0] ? await client.orders.get(data[0].id, { signal }) : null;
      const product = last?.lines.find((line) => line.product !== null)?.product?.name ?? null;
      return { about, product, orderedAt: last?.paidAt ?? null, friend: referrer?.name ?? null };
    },
    { isOff: person === null },
  );
  const here = person !== null && found.data?.about.id === person.id ? found.data : null;
  const known =
    here === null
      ? {}
      : knownOf({ name: here.about.name, product: here.product, friend: here.friend, source: here.about.source?.name ?? null }, brand.name);
  return { person, setPerson, here, known, error: person === null ? null : found.error };
}

/** Chooses somebody real: their name, what they bought and who brought them stand in the script at once. */
export function ForPerson({ of: { person, setPerson, here, error } }: { of: ReturnType<typeof useListener> }) {
  const { t } = useTranslation('scripts');
  const format = useFormat();
  return (
    <div className="zh-stack-tight">
      <Picker kind="person" label={t('for.who')} hint={t('for.hint')} value={person} onChange={setPerson} />
      <ErrorLine error={error} />
      {here ? (
        <p className="zh-row zh-small" role="status">
          <StageTag stage={here.about.stage} />
          <PersonLink person={here.about} />
          <span className="zh-soft">
            {here.orderedAt === null
              ? t('for.never')
              : t(here.product === null ? 'for.last' : 'for.lastProduct', { ago: format.ago(here.orderedAt), product: here.product })}
          </span>
        </p>
      ) : null}
    </div>
  );
}
