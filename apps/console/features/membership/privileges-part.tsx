import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { moneyText, typedMoney } from '../../../../ui/format/money.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { CheckField, Choice, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { TableBox } from '../../../../ui/table/table-box.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { wholeNumber } from './whole-number.ts';

type Matrix = Awaited<ReturnType<Client['privileges']['list']>>;
type Privilege = Matrix['data'][number];
type Own = Matrix['own'][number];
type Acts = NonNullable<Privilege['acts']>;

const kinds = ['price', 'access', 'service', 'status', 'say', 'care'] as const satisfies readonly Privilege['kind'][];
/** What a privilege can do by itself, and the kind of privilege that is. */
const actsAs = { freeShipping: 'price', earlyAccess: 'access' } as const satisfies Record<Acts, Privilege['kind']>;
const ONE = 1_000_000;

/** Every privilege by whom it is for: what is used of it, what it costs, and what is wrong with it. */
export function Privileges({ matrix }: { matrix: Matrix }) {
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
                  <span className="zh-soft zh-small">
                    {t(privilege.acts === null ? `privilege.kind.${privilege.kind}` : 'privilege.byItself')}
                  </span>
                </th>
                {holders.map((one) => (
                  <td key={one.id}>
                    <CellText cell={privilege.cells.find((cell) => cell.id === one.id) ?? null} acts={privilege.acts} />
                  </td>
                ))}
                <td>
                  <Use of={privilege} isGiven={privilege.acts === null} />
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
      {written ? (
        <PrivilegeForm
          privilege={written === 'new' ? null : written}
          holders={holders}
          // One of each kind: what acts already is not offered again.
          acting={matrix.data.flatMap((one) => one.acts ?? [])}
          onClose={() => setWritten(null)}
        />
      ) : null}
    </Section>
  );
}

type Holder = { id: string; name: string; members: number; holder: 'tier' | 'card' };

function CellText({ cell, acts }: { cell: Privilege['cells'][number] | null; acts: Acts | null }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  if (cell === null) return <span className="zh-soft">–</span>;
  if (acts !== null) {
    return (
      <span className="zh-number">
        {t(`privilege.actsOn.${acts}`)}
        <br />
        <span className="zh-soft zh-small">
          {cell.uses === 0
            ? t('privilege.notUsed')
            : t('privilege.actedUse', { count: cell.uses, uses: format.count(cell.uses), users: format.count(cell.users) })}
        </span>
      </span>
    );
  }
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

/** @param isGiven people gave it, at a cost; else it is what members paid less */
function Use({ of, isGiven }: { of: Pick<Own, 'usePpm' | 'alarm' | 'cost'>; isGiven: boolean }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  return (
    <>
      <span className="zh-number">{of.usePpm === null ? t('privilege.nobody') : format.share(of.usePpm / ONE, 0)}</span>
      {of.cost && of.cost.amount !== '0' ? (
        <span className="zh-soft zh-small zh-number">
          {' '}
          · {t(isGiven ? 'privilege.cost' : 'privilege.gave', { cost: format.money(of.cost) })}
        </span>
      ) : null}
      {of.alarm === null ? null : (
        <>
          <br />
          <StateTag mood="warning">{t(`privilege.alarm.${of.alarm}`)}</StateTag>
          <br />
          <span className="zh-wrap zh-soft zh-small">{t(`privilege.alarmText.${of.alarm}`)}</span>
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
        <Use of={own} isGiven={false} />
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

function PrivilegeForm({
  privilege,
  holders,
  acting,
  onClose,
}: {
  privilege: Privilege | null;
  holders: readonly Holder[];
  acting: readonly Acts[];
  onClose: () => void;
}) {
  const { t } = useTranslation('membership');
  const { currency } = useFormat();
  const [name, setName] = useState(privilege?.name ?? '');
  const [kind, setKind] = useState<Privilege['kind']>(privilege?.kind ?? 'access');
  const [acts, setActs] = useState<Acts | ''>(privilege?.acts ?? '');
  const free = (['freeShipping', 'earlyAccess'] as const).filter((one) => !acting.includes(one));
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
    const holder = one.holder === 'tier' ? { tier: one.id } : { card: one.id };
    if (acts !== '') return [{ isWrong: false, cell: holder }];
    const cap = draft.cap.trim() === '' ? null : wholeNumber(draft.cap);
    const cost = typedMoney(draft.cost, currency);
    const isWrong = (draft.cap.trim() !== '' && (cap === null || cap < 1 || cap > 1_000)) || cost === 'wrong';
    return [{ isWrong, cell: { ...holder, cap, ...(cost && cost !== 'wrong' ? { unitCost: cost } : {}) } }];
  });
  const named = name.trim() || (acts === '' ? '' : t(`privilege.acts.${acts}`));
  const isReady = named !== '' && cells.length > 0 && !cells.some((one) => one.isWrong);
  const body = { name: named, cells: cells.map((one) => one.cell) };
  const save = useAct(
    (client) =>
      privilege
        ? client.privileges.update(privilege.id, isEnded ? { ended: true } : { ...body, about: about.trim() || null })
        : client.privileges.create({ ...body, ...(acts === '' ? { kind } : { kind: actsAs[acts], acts }), about: about.trim() }),
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
      {privilege || free.length === 0 ? null : (
        <Choice<Acts | ''>
          isLabelShown
          label={t('privilege.actsLabel')}
          value={acts}
          options={[
            { value: '', label: t('privilege.acts.none') },
            ...free.map((value) => ({ value, label: `${t(`privilege.acts.${value}`)} · ${t('privilege.byItself')}` })),
          ]}
          onChange={setActs}
        />
      )}
      {acts === '' ? null : <p className="zh-soft zh-small">{t(`privilege.actsHint.${acts}`)}</p>}
      <TextField
        label={t('privilege.name')}
        value={name}
        onChange={setName}
        hint={t('privilege.nameHint')}
        {...(acts === '' ? { isRequired: true } : { placeholder: t(`privilege.acts.${acts}`) })}
      />
      {privilege || acts !== '' ? null : (
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
            {draft.isOn && acts === '' ? (
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
