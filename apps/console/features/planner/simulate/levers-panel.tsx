import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { leverValue } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { groupNames, groups, type GroupName } from './lever-groups.ts';
import { LeverField } from './lever-field.tsx';
import type { Plan } from './use-plan.ts';

/** All levers in the loop's order; one group is open at a time, so that the pictures stay in sight. */
export function LeversPanel({ of }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const [open, setOpen] = useState<GroupName | null>('convert');
  const { plan, start, state, own, move } = of;
  return (
    <section className="zh-plan-levers" aria-label={t('levers.title')}>
      {groupNames.map((group) => {
        const count = groups[group].filter((lever) => state.moves[lever] !== undefined).length;
        return (
          <LeverGroup key={group} group={group} count={count} isOpen={open === group} onOpen={(isOpen) => setOpen(isOpen ? group : null)}>
            {groups[group].map((lever) => (
              <LeverField
                key={`${state.preset}${state.isOwn}${lever}`}
                lever={lever}
                value={leverValue(plan, lever)}
                start={leverValue(start, lever)}
                own={own?.levers.get(lever)}
                onMove={move}
              />
            ))}
            {group === 'attract' ? <MarketField of={of} /> : null}
          </LeverGroup>
        );
      })}
    </section>
  );
}

function LeverGroup({
  group,
  count,
  isOpen,
  onOpen,
  children,
}: {
  group: GroupName;
  count: number;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  children: React.ReactNode;
}) {
  const { t } = useTranslation('simulate');
  const id = useId();
  return (
    <div className="zh-plan-group">
      <h3>
        <button type="button" className="zh-plan-group-button" aria-expanded={isOpen} aria-controls={id} onClick={() => onOpen(!isOpen)}>
          <span>{t(`levers.group.${group}`)}</span>
          {count > 0 ? <span className="zh-tag zh-mood-warning">{t('levers.moved', { count })}</span> : null}
          <span aria-hidden="true" className="zh-caret" />
        </button>
      </h3>
      <div id={id} hidden={!isOpen} className="zh-plan-group-levers">
        {isOpen ? children : null}
      </div>
    </div>
  );
}

/** How many can be reached at all: the one number that may stay unknown. */
function MarketField({ of: { plan, move } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const read = (text: string) => Number(text.normalize('NFKC').replace(/[\s,]/g, ''));
  const isWrong = typed !== null && typed.trim() !== '' && !(read(typed) >= 1 && read(typed) <= 1e10);
  return (
    <div className="zh-plan-lever">
      <label htmlFor={id} className="zh-plan-lever-name">
        {t('plan:levers.addressable.name')}
      </label>
      <span className="zh-plan-lever-field">
        <input
          id={id}
          className="zh-input zh-number zh-plan-number"
          inputMode="numeric"
          autoComplete="off"
          placeholder={t('levers.unknown')}
          value={typed ?? (plan.addressable === null ? '' : String(plan.addressable))}
          aria-invalid={isWrong}
          aria-describedby={`${id}-said`}
          onChange={({ target }) => {
            setTyped(target.value);
            if (target.value.trim() === '') move('addressable', undefined);
            else if (read(target.value) >= 1 && read(target.value) <= 1e10) move('addressable', read(target.value));
          }}
          onBlur={() => {
            if (!isWrong) setTyped(null);
          }}
        />
        <span className="zh-soft zh-small zh-plan-unit">{t('plan:units.people')}</span>
      </span>
      <span id={`${id}-said`} className="zh-small zh-plan-lever-said">
        {isWrong ? (
          <span role="alert" className="zh-harm">
            {t('lever.wrong', { least: format.count(1), most: format.count(1e10) })}
          </span>
        ) : (
          <span className="zh-soft">{t('levers.market')}</span>
        )}
      </span>
    </div>
  );
}
