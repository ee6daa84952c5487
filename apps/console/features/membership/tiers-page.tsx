import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { CheckField, TextField } from '../../../../ui/page/controls.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { TableBox, TableHead } from '../../../../ui/table/table-box.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { MembershipTabs } from './membership-tabs.tsx';
import { Privileges } from './privileges-part.tsx';
import { wholeNumber } from './whole-number.ts';

type Tier = Awaited<ReturnType<Client['tiers']['list']>>['data'][number];
type Rules = Awaited<ReturnType<Client['points']['rules']>>;

const ONE = 1_000_000;

/** Tiers by growth, then every privilege by whom it is for: what is used of it, and what is wrong with it. */
export function TiersPage() {
  const { t } = useTranslation('membership');
  const tiers = useAsk(['tiers'], (client, signal) => client.tiers.list({ signal }));
  const matrix = useAsk(['privileges'], (client, signal) => client.privileges.list({ signal }));
  const rules = useAsk(['points', 'rules'], (client, signal) => client.points.rules({ signal }));
  return (
    <Page title={t('tier.title')} lead={t('tier.lead')} tabs={<MembershipTabs here="tiers" />}>
      <Answer of={tiers} wait={<Skeleton shape="cards" count={1} />}>
        {({ data }) => <Tiers tiers={data} rules={rules.data ?? null} awake={matrix.data?.tiers ?? []} />}
      </Answer>
      <Answer of={matrix} wait={<Skeleton shape="cards" count={2} />}>
        {(found) => <Privileges matrix={found} />}
      </Answer>
    </Page>
  );
}

function timesOf(rules: Rules | null, tier: string): number {
  return rules?.times.find((one) => one.tier === tier && one.ladderRole === null)?.timesPpm ?? ONE;
}

/** @param awake how many each tier is in force for: without a card it sleeps, and nobody has anything of it */
function Tiers({
  tiers,
  rules,
  awake,
}: {
  tiers: readonly Tier[];
  rules: Rules | null;
  awake: readonly { id: string; members: number }[];
}) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const mayWrite = useMay('brand');
  const [written, setWritten] = useState<Tier | 'new' | null>(null);
  const growth = (text: string) => format.count(Number(text));
  const asleepOf = (tier: Tier) => tier.members - (awake.find((one) => one.id === tier.id)?.members ?? tier.members);
  return (
    <Section title={t('tier.tiers')} note={t('tier.note')}>
      {rules && rules.growthPer === null ? (
        <p className="zh-note zh-note-warning">
          {t('tier.noGrowth')}{' '}
          <Go to="points" className="zh-link">
            {t('tabs.points')}
          </Go>
        </p>
      ) : null}
      {tiers.length === 0 ? (
        <p className="zh-soft">{t('tier.none')}</p>
      ) : (
        <TableBox label={t('tier.tiers')} kind="zh-table zh-matrix">
          <TableHead
            columns={[
              t('tier.name'),
              { figures: t('tier.reach') },
              { figures: t('tier.keep') },
              { figures: t('tier.times') },
              { figures: t('tier.members') },
            ]}
          >
            {mayWrite ? <th scope="col" className="zh-end" aria-label={t('act')} /> : null}
          </TableHead>
          <tbody>
            {tiers.map((tier) => (
              <tr key={tier.id}>
                <th scope="row">
                  <bdi>{tier.name}</bdi> {tier.isDraft ? <StateTag mood="calm">{t('tier.draft')}</StateTag> : null}
                </th>
                <td className="zh-end zh-number">{growth(tier.reach)}</td>
                <td className="zh-end zh-number">{growth(tier.keep)}</td>
                <td className="zh-end zh-number">{t('tier.timesOf', { times: timesOf(rules, tier.id) / ONE })}</td>
                <td className="zh-end zh-number">
                  {format.count(tier.members)}
                  {asleepOf(tier) > 0 ? (
                    <>
                      <br />
                      <span className="zh-soft zh-small">{t('tier.asleepOf', { count: asleepOf(tier) })}</span>
                    </>
                  ) : null}
                </td>
                {mayWrite ? (
                  <td className="zh-end">
                    <Button size="small" aria-label={t('tier.editOf', { name: tier.name })} onClick={() => setWritten(tier)}>
                      {t('tier.edit')}
                    </Button>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
      {mayWrite ? (
        <div className="zh-row">
          <Button type={tiers.length === 0 ? 'primary' : 'default'} onClick={() => setWritten('new')}>
            {t('tier.make')}
          </Button>
        </div>
      ) : null}
      {written ? <TierForm tier={written === 'new' ? null : written} rules={rules} onClose={() => setWritten(null)} /> : null}
    </Section>
  );
}

/** 1.5 → 1,500,000; null where it is no number from 0 to 100. */
function ppmOf(text: string): number | null {
  const typed = text.trim().replace('×', '');
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(typed)) return null;
  const ppm = Math.round(Number(typed) * ONE);
  return ppm <= 100 * ONE ? ppm : null;
}

function TierForm({ tier, rules, onClose }: { tier: Tier | null; rules: Rules | null; onClose: () => void }) {
  const { t } = useTranslation('membership');
  const [name, setName] = useState(tier?.name ?? '');
  const [reach, setReach] = useState(tier?.reach ?? '');
  const [keep, setKeep] = useState(tier?.keep ?? '');
  const before = tier ? timesOf(rules, tier.id) : ONE;
  const [times, setTimes] = useState(String(before / ONE));
  const [isRetired, setRetired] = useState(false);
  const [isOpened, setOpened] = useState(false);
  const [asked, kept, ppm] = [wholeNumber(reach), wholeNumber(keep), ppmOf(times)];
  const isReady = name.trim() !== '' && asked !== null && asked > 0 && kept !== null && kept <= asked && ppm !== null;
  const save = useAct(async (client) => {
    if (asked === null || kept === null || ppm === null) return;
    const body = { name: name.trim(), reach: asked, keep: kept, ...(isOpened ? { isDraft: false as const } : {}) };
    const written = tier ? await client.tiers.update(tier.id, isRetired ? { retired: true } : body) : await client.tiers.create(body);
    if (!rules || ppm === before || isRetired) return;
    const others = rules.times.filter((one) => one.tier !== written.id || one.ladderRole !== null);
    const own = ppm === ONE ? [] : [{ ladderRole: null, tier: written.id, timesPpm: ppm }];
    await client.points.updateRules({ times: [...others, ...own] });
  }, onClose);
  return (
    <Confirm
      title={tier ? t('tier.editOf', { name: tier.name }) : t('tier.make')}
      onClose={onClose}
      confirm={t(tier ? 'save' : 'tier.makeIt')}
      isReady={isReady || isRetired}
      act={save}
      onConfirm={() => save.mutate()}
    >
      <TextField label={t('tier.name')} value={name} onChange={setName} hint={t('tier.nameHint')} isRequired />
      <TextField type="number" label={t('tier.reach')} value={reach} onChange={setReach} hint={t('tier.reachHint')} isRequired />
      <TextField
        type="number"
        label={t('tier.keep')}
        value={keep}
        onChange={setKeep}
        hint={t(asked !== null && kept !== null && kept > asked ? 'tier.keepWrong' : 'tier.keepHint')}
        isRequired
      />
      <TextField label={t('tier.times')} value={times} onChange={setTimes} hint={t('tier.timesHint')} />
      {tier?.isDraft ? (
        <>
          <CheckField label={t('tier.open')} isOn={isOpened} onChange={setOpened} />
          <p className="zh-soft zh-small">{t('tier.openHint')}</p>
        </>
      ) : null}
      {tier ? (
        <CheckField label={t(tier.members > 0 ? 'tier.retireNot' : 'tier.retire')} isOn={isRetired} onChange={setRetired} />
      ) : (
        <p className="zh-soft zh-small">{t('tier.promise')}</p>
      )}
    </Confirm>
  );
}
