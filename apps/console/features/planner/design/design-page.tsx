import '../planner.css';
import './design.css';
import { useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isFilled, mapCells } from '../../../../../rooms/planner/model/index.ts';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useMay } from '../../../../../ui/app/context.tsx';
import { useUrl } from '../../../../../ui/app/go.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { Page, PageTabs } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { PlannerTabs } from '../planner-tabs.tsx';
import { Brands } from './brands-part.tsx';
import { Canvas } from './canvas-part.tsx';
import { Clashes } from './clashes.tsx';
import { GrowthMap } from './growth-map.tsx';
import { TakeAway } from './take-away.tsx';
import { Team } from './team-part.tsx';
import { useDesignDraft, type Design, type Draft } from './use-design.ts';

const parts = ['map', 'canvas', 'brands', 'team'] as const;
type Part = (typeof parts)[number];

/** One design: its map of 24 cells, its canvas, its brands and faces, and the team it takes. What is typed saves itself. */
export function DesignPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const found = useAsk(['design', id], (client, signal) => client.designs.get(id, { signal }));
  return (
    <Answer of={found} wait={<Skeleton shape="cards" count={6} />}>
      {(design) => <Opened key={design.id} design={design} />}
    </Answer>
  );
}

function Opened({ design }: { design: Design }) {
  const { t } = useTranslation('design');
  const mayWrite = useMay('planner');
  const [url] = useUrl();
  const draft = useDesignDraft(design, mayWrite);
  const part: Part = parts.find((one) => one === url['part']) ?? 'map';
  const filled = mapCells.filter((key) => isFilled(draft.document.cells?.[key])).length;
  const place = `plan/designs/${design.id}`;
  const says: Record<Part, ReactNode> = {
    map: <GrowthMap design={design} draft={draft} mayWrite={mayWrite} />,
    canvas: <Canvas draft={draft} mayWrite={mayWrite} />,
    brands: <Brands draft={draft} mayWrite={mayWrite} />,
    team: <Team design={design} draft={draft} />,
  };
  return (
    <Page
      title={design.name}
      lead={t(part === 'map' && filled === mapCells.length ? 'lead.mapFull' : `lead.${part}`, {
        filled,
        all: mapCells.length,
        holes: mapCells.length - filled,
      })}
      back={{ to: 'plan', label: t('back') }}
      actions={
        <>
          <SaveState draft={draft} />
          <TakeAway design={design} isSaved={draft.state === 'saved'} />
        </>
      }
      tabs={
        <PlannerTabs here="designs">
          <PageTabs
            label={t('parts')}
            tabs={parts.map((one) => ({
              to: one === 'map' ? place : `${place}?part=${one}`,
              label: t(`part.${one}`),
              isHere: one === part,
            }))}
          />
        </PlannerTabs>
      }
    >
      {draft.clashes.length > 0 ? <Clashes draft={draft} /> : null}
      {draft.isJoined && draft.clashes.length === 0 ? (
        <p className="zh-note" role="status">
          {t('joined')}
        </p>
      ) : null}
      {says[part]}
    </Page>
  );
}

/** Whether everything is with the server; nothing has to be pressed. */
function SaveState({ draft }: { draft: Draft }) {
  const { t } = useTranslation('design');
  return (
    <span className="zh-save-state" role="status">
      <span className={`zh-save-dot zh-save-${draft.state}`} aria-hidden="true" />
      <span className="zh-soft zh-small">{t(`save.${draft.state}`)}</span>
      {draft.state === 'failed' ? (
        <>
          <ErrorLine error={draft.error} />
          <Button size="small" onClick={draft.retry}>
            {t('save.again')}
          </Button>
        </>
      ) : null}
    </span>
  );
}
