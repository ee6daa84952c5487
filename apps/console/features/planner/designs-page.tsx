import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import './planner.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useGo } from '../../../../ui/app/go.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { PlannerTabs } from './planner-tabs.tsx';
import { TakeIn } from './take-in.tsx';

type Design = Awaited<ReturnType<Client['designs']['list']>>['data'][number];
type Template = Design['template'];

const templates = [
  'food',
  'cosmetics',
  'pet-food',
  'milk-tea',
  'renovation',
  'maternity',
  'education',
] as const satisfies readonly Template[];
const CELLS = 24;
const STEPS = 10;

/** The owner's plans of the business: what each has, which one the brand lives by, and a new one from a template. */
export function DesignsPage() {
  const { t } = useTranslation('planner');
  const format = useFormat();
  const mayWrite = useMay('planner');
  const designs = useRows<Design>(['designs'], (client, page, signal) => client.designs.list(page, { signal }));
  const [isNew, setNew] = useState(false);
  const [renamed, setRenamed] = useState<Design | null>(null);
  const [removed, setRemoved] = useState<Design | null>(null);
  const make = mayWrite ? (
    <Button type="primary" onClick={() => setNew(true)}>
      {t('design.make')}
    </Button>
  ) : null;
  const acts = mayWrite ? (
    <>
      <TakeIn />
      {make}
    </>
  ) : null;
  return (
    <Page title={t('design.title')} lead={t('design.lead')} tabs={<PlannerTabs here="designs" />} actions={acts}>
      <RowsTable<Design>
        of={designs}
        wait={3}
        none={
          <EmptyState picture="grid" title={t('design.none')} text={t('design.noneText')}>
            {make}
          </EmptyState>
        }
        note={t('design.note')}
        label={t('design.title')}
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'name',
            title: t('design.name'),
            cell: (row) => (
              <span className="zh-wrap">
                <Go className="zh-link zh-strong" to={`plan/designs/${row.id}`}>
                  <bdi>{row.name}</bdi>
                </Go>
                <br />
                <span className="zh-soft zh-small">{t(`plan:presets.${row.template}`)}</span>{' '}
                {row.adopted ? <StateTag mood="good">{t('design.adopted', { month: format.month(row.adopted.from) })}</StateTag> : null}
              </span>
            ),
          },
          {
            id: 'cells',
            title: t('design.cells'),
            align: 'end',
            cell: (row) => <Done count={row.cellsFilled} all={CELLS} />,
          },
          {
            id: 'steps',
            title: t('design.steps'),
            align: 'end',
            from: 'tablet',
            cell: (row) => <Done count={row.stepsDone} all={STEPS} />,
          },
          {
            id: 'scenarios',
            title: t('design.scenarios'),
            align: 'end',
            from: 'tablet',
            cell: (row) => <span className="zh-number">{format.count(row.scenarios)}</span>,
          },
          {
            id: 'changed',
            title: t('design.changed'),
            from: 'tablet',
            cell: (row) => <span className="zh-number">{format.instant(row.changedAt)}</span>,
          },
          ...(mayWrite
            ? [
                {
                  id: 'act',
                  title: t('act'),
                  align: 'end' as const,
                  cell: (row: Design) => (
                    <div className="zh-row zh-row-last">
                      <Button size="small" aria-label={t('design.renameOf', { name: row.name })} onClick={() => setRenamed(row)}>
                        {t('design.rename')}
                      </Button>
                      <Button
                        size="small"
                        disabled={row.adopted !== null}
                        aria-label={t('design.removeOf', { name: row.name })}
                        onClick={() => setRemoved(row)}
                      >
                        {t('design.remove')}
                      </Button>
                    </div>
                  ),
                },
              ]
            : []),
        ]}
      />
      {isNew ? <NewDesign onClose={() => setNew(false)} /> : null}
      {renamed ? <RenameDesign design={renamed} onClose={() => setRenamed(null)} /> : null}
      {removed ? <RemoveDesign design={removed} onClose={() => setRemoved(null)} /> : null}
    </Page>
  );
}

/** How many of all, with a line that fills. */
function Done({ count, all }: { count: number; all: number }) {
  const { t } = useTranslation('planner');
  return (
    <>
      <span className="zh-number">{t('design.of', { count, all })}</span>
      <br />
      <span className="zh-done" aria-hidden="true">
        <span style={{ inlineSize: `${(count / all) * 100}%` }} />
      </span>
    </>
  );
}

/** Which of the seven categories it is nearest to, and what it is called. */
function NewDesign({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('planner');
  const go = useGo();
  const [template, setTemplate] = useState<Template | null>(null);
  const [name, setName] = useState('');
  const suggested = template === null ? '' : t('design.nameOf', { template: t(`plan:presets.${template}`) });
  const wanted = name.trim() || suggested;
  const save = useAct(
    (client) => client.designs.create({ name: wanted, template: template ?? 'food' }),
    (made) => {
      onClose();
      go(`plan/designs/${made.id}`);
    },
  );
  return (
    <Confirm
      title={t('design.make')}
      onClose={onClose}
      confirm={t('design.makeIt')}
      isReady={template !== null && wanted !== ''}
      act={save}
      onConfirm={() => save.mutate()}
    >
      <fieldset className="zh-stack-tight">
        <legend className="zh-label">{t('design.which')}</legend>
        <div className="zh-templates">
          {templates.map((one) => (
            <label key={one} className="zh-template">
              <input type="radio" name="template" value={one} checked={one === template} onChange={() => setTemplate(one)} />
              <strong>{t(`plan:presets.${one}`)}</strong>
              <span className="zh-soft zh-small">{t(`design.about.${one}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <TextField label={t('design.name')} value={name} onChange={setName} placeholder={suggested} hint={t('design.nameHint')} />
      <p className="zh-soft zh-small">{t('plan:note')}</p>
    </Confirm>
  );
}

function RenameDesign({ design, onClose }: { design: Design; onClose: () => void }) {
  const { t } = useTranslation('planner');
  const [name, setName] = useState(design.name);
  const save = useAct((client) => client.designs.update(design.id, { version: design.version, name: name.trim() }), onClose);
  return (
    <Confirm
      title={t('design.renameOf', { name: design.name })}
      onClose={onClose}
      confirm={t('design.rename')}
      isReady={name.trim() !== '' && name.trim() !== design.name}
      act={save}
      onConfirm={() => save.mutate()}
    >
      <TextField label={t('design.name')} value={name} onChange={setName} isRequired />
    </Confirm>
  );
}

function RemoveDesign({ design, onClose }: { design: Design; onClose: () => void }) {
  const { t } = useTranslation('planner');
  const remove = useAct((client) => client.designs.remove(design.id), onClose);
  return (
    <Confirm
      title={t('design.removeOf', { name: design.name })}
      onClose={onClose}
      confirm={t('design.removeIt')}
      isDanger
      act={remove}
      onConfirm={() => remove.mutate()}
    >
      <p>{t('design.removeText', { cells: design.cellsFilled, scenarios: design.scenarios })}</p>
    </Confirm>
  );
}
