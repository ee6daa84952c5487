import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useBrand, useFormat } from '../../../../ui/app/context.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { planTitle } from './plan-words.tsx';

/** A plan as a plain page for partners: what changes for you, old against new, in sentences. */
export function PlanChangesPage() {
  const { t } = useTranslation('partners');
  const brand = useBrand();
  const format = useFormat();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const found = useAsk(['plan', id, 'changes'], async (client, signal) => {
    const [plan, all] = await Promise.all([
      client.commissionPlans.get(id, { signal }),
      client.commissionPlans.list({ limit: 200 }, { signal }),
    ]);
    // What was in force before it: of a draft the plan in force now, else the one that ended when it began.
    const before =
      plan.state === 'draft'
        ? all.data.find((one) => one.state === 'active')
        : all.data.find((one) => one.id !== plan.id && one.retiredAt !== null && one.retiredAt === plan.publishedAt);
    const [says, said] = await Promise.all([
      client.commissionPlans.explain(plan.id, { signal }),
      before ? client.commissionPlans.explain(before.id, { signal }) : null,
    ]);
    return { plan, before: before ?? null, says, said };
  });
  const title = t('changes.title');
  return (
    <Page
      title={title}
      back={{ to: `refer/plans/${id}`, label: found.data ? planTitle(found.data.plan) : t('ui:referTabs.plans') }}
      lead={
        found.data
          ? t(found.data.plan.publishedAt ? 'changes.lead' : 'changes.leadDraft', {
              brand: brand.name,
              day: found.data.plan.publishedAt ? format.instantDay(found.data.plan.publishedAt) : '',
            })
          : null
      }
    >
      <Answer of={found} wait={<Skeleton shape="text" count={8} />}>
        {({ plan, before, says, said }) => {
          const now = says[format.language].filter((one) => !one.about.startsWith('/triggers'));
          const then = said?.[format.language] ?? [];
          const rows = compare(then, now);
          const changed = rows.filter((row) => row.kind !== 'same');
          const same = rows.filter((row) => row.kind === 'same');
          if (!before)
            return (
              <div className="zh-stack zh-read">
                <p>{t('changes.first', { plan: planTitle(plan) })}</p>
                <ul className="zh-said zh-card">
                  {now.map((one) => (
                    <li key={one.about}>{one.text}</li>
                  ))}
                </ul>
              </div>
            );
          return (
            <div className="zh-stack">
              {changed.length === 0 ? (
                <EmptyState picture="tree" title={t('changes.none')} text={t('changes.noneText')} />
              ) : (
                <table className="zh-table zh-card zh-changes">
                  <thead>
                    <tr>
                      <th scope="col">{t('changes.until')}</th>
                      <th scope="col">{t('changes.from')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {changed.map((row) => (
                      <tr key={row.about + (row.now ?? '') + (row.before ?? '')}>
                        <td className="zh-wrap zh-soft">{row.before ?? t('changes.wasNothing')}</td>
                        <td className="zh-wrap">{row.now ?? t('changes.isNothing')}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
              {same.length > 0 ? (
                <section className="zh-stack-tight zh-read">
                  <h2>{t('changes.stays')}</h2>
                  <ul className="zh-said">
                    {same.map((row) => (
                      <li key={row.about + (row.now ?? '')}>{row.now}</li>
                    ))}
                  </ul>
                </section>
              ) : null}
              <p className="zh-soft zh-read">{t('changes.past')}</p>
            </div>
          );
        }}
      </Answer>
    </Page>
  );
}

interface Sentence {
  about: string;
  text: string;
}
interface Compared {
  about: string;
  before: string | null;
  now: string | null;
  kind: 'same' | 'other';
}

/** Sentences about the same part of the plan side by side; a part that is only in one of them stands against nothing. */
function compare(then: readonly Sentence[], now: readonly Sentence[]): Compared[] {
  const rows: Compared[] = now.map((sentence) => {
    const same = then.find((one) => one.text === sentence.text);
    const earlier = same ?? then.find((one) => one.about === sentence.about && !now.some((each) => each.text === one.text));
    return { about: sentence.about, before: earlier?.text ?? null, now: sentence.text, kind: same ? 'same' : 'other' };
  });
  const told = new Set(rows.map((row) => row.before));
  return [
    ...rows,
    ...then.filter((one) => !told.has(one.text)).map((one) => ({ about: one.about, before: one.text, now: null, kind: 'other' as const })),
  ];
}
