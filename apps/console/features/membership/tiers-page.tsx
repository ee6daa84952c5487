import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { moneyText, typedMoney } from '../../../../ui/format/money.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { CheckField, Choice, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { TableBox } from '../../../../ui/table/table-box.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { MembershipTabs } from './membership-tabs.tsx';

type Matrix = Awaited<ReturnType<Client['privileges']['list']>>;
type Privilege = Matrix['data'][number];
type Own = Matrix['own'][number];
type Tier = Awaited<ReturnType<Client['tiers']['list']>>['data'][number];
type Rules = Awaited<ReturnType<Client['points']['rules']>>;

const kinds = ['price', 'access', 'service', 'status', 'say', 'care'] as const satisfies readonly Privilege['kind'][];
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
        {({ data }) => <Tiers tiers={data} rules={rules.data ?? null} />}
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

function Tiers({ tiers, rules }: { tiers: readonly Tier[]; rules: Rules | null }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const mayWrite = useMay('brand');
  const [written, setWritten] = useState<Tier | 'new' | null>(null);
  const growth = (text: string) => format.count(Number(text));
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
          <thead>
            <tr>
              <th scope="col">{t('tier.name')}</th>
              <th scope="col" className="zh-end">
                {t('tier.reach')}
              </th>
              <th scope="col" className="zh-end">
                {t('tier.keep')}
              </th>
              <th scope="col" className="zh-end">
                {t('tier.times')}
              </th>
              <th scope="col" className="zh-end">
                {t('tier.members')}
              </th>
              {mayWrite ? <th scope="col" className="zh-end" aria-label={t('act')} /> : null}
            </tr>
          </thead>
          <tbody>
            {tiers.map((tier) => (
              <tr key={tier.id}>
                <th scope="row">
                  <bdi>{tier.name}</bdi> {tier.isDraft ? <StateTag mood="calm">{t('tier.draft')}</StateTag> : null}
                </th>
                <td className="zh-end zh-number">{growth(tier.reach)}</td>
                <td className="zh-end zh-number">{growth(tier.keep)}</td>
                <td className="zh-end zh-number">{t('tier.timesOf', { times: timesOf(rules, tier.id) / ONE })}</td>
                <td className="zh-end zh-number">{format.count(tier.members)}</td>
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

const whole = (text: string): number | null => (/^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null);

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
  const [asked, kept, ppm] = [whole(reach), whole(keep), ppmOf(times)];
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

function Privileges({ matrix }: { matrix: Matrix }) {
  const { t } = useTranslation('membership');
  const mayWrite = useMay('brand');
  const [written, setWritten] = useState<Privilege | 'new' | null>(null);
  const holders = [
    ...matrix.tiers.map((one) => ({ ...one, holder: 'tier' as const })),
    ...matrix.cards.map((one) => ({ ...one, holder: 'card' as const })),
  ];
  const alarms = [...matrix.own, ...matrix.data].filter((one) => one.alarm !== null).length;
  return (
    <Section title={t('privilege.title')} note={t('privilege.note', { days: matrix.days })}>
      {alarms > 0 ? <p className="zh-note zh-note-warning">{t('privilege.alarms', { count: alarms })}</p> : null}
      {matrix.own.length === 0 && matrix.data.length === 0 ? (
        <p className="zh-soft">{t('privilege.none')}</p>
      ) : (
        <TableBox label={t('privilege.title')} kind="zh-table zh-matrix">
          <thead>
            <tr>
              <th scope="col">{t('privilege.what')}</th>
              {holders.map((one) => (
                <th scope="col" key={one.id}>
                  <bdi>{one.name}</bdi>
                  <br />
                  <span className="zh-soft zh-small zh-number">{t('privilege.members', { count: one.members })}</span>
                </th>
              ))}
              <th scope="col">{t('privilege.use')}</th>
              {mayWrite ? <th scope="col" className="zh-stays" aria-label={t('act')} /> : null}
            </tr>
          </thead>
          <tbody>
            {matrix.own.map((own) => (
              <OwnRow key={`${own.what} ${own.tier?.id}`} own={own} holders={holders} hasAct={mayWrite} />
            ))}
            {matrix.data.map((privilege) => (
              <tr key={privilege.id}>
                <th scope="row">
                  <bdi>{privilege.name}</bdi>
                  <br />
                  <span className="zh-soft zh-small">{t(`privilege.kind.${privilege.kind}`)}</span>
                </th>
                {holders.map((one) => (
                  <td key={one.id}>
                    <CellText cell={privilege.cells.find((cell) => cell.id === one.id) ?? null} />
                  </td>
                ))}
                <td>
                  <Use of={privilege} />
                </td>
                {mayWrite ? (
                  <td className="zh-end zh-stays">
                    <Button size="small" aria-label={t('tier.editOf', { name: privilege.name })} onClick={() => setWritten(privilege)}>
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
          <Button disabled={holders.length === 0} onClick={() => setWritten('new')}>
            {t('privilege.make')}
          </Button>
          {holders.length === 0 ? <span className="zh-soft zh-small">{t('privilege.needsHolder')}</span> : null}
        </div>
      ) : null}
      {written ? <PrivilegeForm privilege={written === 'new' ? null : written} holders={holders} onClose={() => setWritten(null)} /> : null}
    </Section>
  );
}

type Holder = { id: string; name: string; members: number; holder: 'tier' | 'card' };

function CellText({ cell }: { cell: Privilege['cells'][number] | null }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  if (cell === null) return <span className="zh-soft">–</span>;
  return (
    <span className="zh-number">
      {cell.cap === null ? t('privilege.noCap') : t('privilege.capOf', { count: cell.cap })}
      <br />
      <span className="zh-soft zh-small">
        {t('privilege.cellUse', { users: format.count(cell.users), cost: format.money(cell.unitCost) })}
      </span>
    </span>
  );
}

function Use({ of }: { of: Pick<Own, 'usePpm' | 'users' | 'members' | 'alarm'> & { cost?: Privilege['cost'] } }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  return (
    <>
      <span className="zh-number">{of.usePpm === null ? t('privilege.nobody') : format.share(of.usePpm / ONE, 0)}</span>
      {of.cost && of.cost.amount !== '0' ? (
        <span className="zh-soft zh-small zh-number"> · {t('privilege.cost', { cost: format.money(of.cost) })}</span>
      ) : null}
      {of.alarm === null ? null : (
        <>
          <br />
          <StateTag mood="warning">{t(`privilege.alarm.${of.alarm}`)}</StateTag>
        </>
      )}
    </>
  );
}

/** What the rules of prices and points do by themselves. */
function OwnRow({ own, holders, hasAct }: { own: Own; holders: readonly Holder[]; hasAct: boolean }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const said =
    own.what === 'points'
      ? t('tier.timesOf', { times: (own.timesPpm ?? ONE) / ONE })
      : t('privilege.cheaper', { cheaper: format.count(own.cheaper), products: format.count(own.products) });
  return (
    <tr>
      <th scope="row">
        <Go to={own.what === 'points' ? 'points' : 'prices'} className="zh-link">
          {t(`privilege.own.${own.what}`)}
        </Go>
        <br />
        <span className="zh-soft zh-small">{t('privilege.byItself')}</span>
      </th>
      {holders.map((one) => (
        <td key={one.id} className="zh-number">
          {own.tier === null || own.tier.id === one.id ? said : <span className="zh-soft">–</span>}
        </td>
      ))}
      <td>
        <Use of={own} />
        {own.broken.length > 0 ? (
          <span className="zh-soft zh-small">
            <br />
            {t('privilege.brokenOf', { names: own.broken.map((one) => one.name).join(t('privilege.comma')) })}
          </span>
        ) : null}
      </td>
      {hasAct ? <td /> : null}
    </tr>
  );
}

interface CellDraft {
  isOn: boolean;
  cap: string;
  cost: string;
}

function PrivilegeForm({ privilege, holders, onClose }: { privilege: Privilege | null; holders: readonly Holder[]; onClose: () => void }) {
  const { t } = useTranslation('membership');
  const { currency } = useFormat();
  const [name, setName] = useState(privilege?.name ?? '');
  const [kind, setKind] = useState<Privilege['kind']>(privilege?.kind ?? 'access');
  const [about, setAbout] = useState(privilege?.about ?? '');
  const [isEnded, setEnded] = useState(false);
  const [drafts, setDrafts] = useState<ReadonlyMap<string, CellDraft>>(
    () =>
      new Map(
        holders.map((one) => {
          const cell = privilege?.cells.find((known) => known.id === one.id);
          return [one.id, { isOn: cell !== undefined, cap: cell?.cap?.toString() ?? '', cost: cell ? moneyText(cell.unitCost) : '' }];
        }),
      ),
  );
  const change = (id: string, changes: Partial<CellDraft>) =>
    setDrafts((now) => new Map([...now].map(([key, draft]) => [key, key === id ? { ...draft, ...changes } : draft])));
  const cells = holders.flatMap((one) => {
    const draft = drafts.get(one.id);
    if (!draft?.isOn) return [];
    const cap = draft.cap.trim() === '' ? null : whole(draft.cap);
    const cost = typedMoney(draft.cost, currency);
    const isWrong = (draft.cap.trim() !== '' && (cap === null || cap < 1 || cap > 1_000)) || cost === 'wrong';
    const holder = one.holder === 'tier' ? { tier: one.id } : { card: one.id };
    return [{ isWrong, cell: { ...holder, cap, ...(cost && cost !== 'wrong' ? { unitCost: cost } : {}) } }];
  });
  const isReady = name.trim() !== '' && cells.length > 0 && !cells.some((one) => one.isWrong);
  const body = { name: name.trim(), cells: cells.map((one) => one.cell) };
  const save = useAct(
    (client) =>
      privilege
        ? client.privileges.update(privilege.id, isEnded ? { ended: true } : { ...body, about: about.trim() || null })
        : client.privileges.create({ ...body, kind, about: about.trim() }),
    onClose,
  );
  return (
    <Confirm
      title={privilege ? t('tier.editOf', { name: privilege.name }) : t('privilege.make')}
      onClose={onClose}
      confirm={t(privilege ? 'save' : 'privilege.makeIt')}
      isReady={isReady || isEnded}
      act={save}
      onConfirm={() => save.mutate()}
    >
      <TextField label={t('privilege.name')} value={name} onChange={setName} hint={t('privilege.nameHint')} isRequired />
      {privilege ? null : (
        <Choice
          isLabelShown
          label={t('privilege.kindLabel')}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`privilege.kind.${value}`) }))}
          onChange={setKind}
        />
      )}
      <LongField label={t('privilege.about')} value={about} onChange={setAbout} rows={2} />
      {holders.map((one) => {
        const draft = drafts.get(one.id) ?? { isOn: false, cap: '', cost: '' };
        return (
          <fieldset key={one.id} className="zh-stack-tight">
            <CheckField label={one.name} isOn={draft.isOn} onChange={(isOn) => change(one.id, { isOn })} />
            {draft.isOn ? (
              <div className="zh-pair">
                <TextField
                  type="number"
                  label={t('privilege.capLabel', { name: one.name })}
                  value={draft.cap}
                  onChange={(cap) => change(one.id, { cap })}
                  hint={t('privilege.capHint')}
                />
                <MoneyField
                  label={t('privilege.costLabel', { name: one.name })}
                  value={draft.cost}
                  onChange={(cost) => change(one.id, { cost })}
                />
              </div>
            ) : null}
          </fieldset>
        );
      })}
      {privilege ? <CheckField label={t('privilege.end')} isOn={isEnded} onChange={setEnded} /> : null}
    </Confirm>
  );
}
