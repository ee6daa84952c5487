import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import '../planner.css';
import './land.css';
import { Go, useUrl } from '../../../../../ui/app/go.tsx';
import { Page } from '../../../../../ui/page/page.tsx';
import { StateTag } from '../../../../../ui/tags/tags.tsx';
import { PlannerTabs } from '../planner-tabs.tsx';
import { useWhichDesign } from '../which-design.tsx';
import { aliveOf, type Alive } from './alive.ts';
import { knowledgeOf } from './knowledge.ts';
import { LandTabs } from './land-tabs.tsx';
import { NodeSheet, Points } from './node-sheet.tsx';
import { placeOf } from './places.ts';
import { arcs, formulas, mapNodes, methodsOf, systems, theory, type MapNode } from './treasure-map.ts';
import { TreasurePicture } from './treasure-picture.tsx';
import { useLatestAnswers, useTold } from './use-alive.ts';

/** One theory, three formulas, eight systems, eleven methods: where each is done, and whether it is alive in this brand. */
export function MapPage() {
  const { t } = useTranslation('land');
  const [url, change] = useUrl();
  const { design, choice } = useWhichDesign();
  const id = design?.id ?? null;
  const told = useTold(id);
  const alive = useMemo(() => aliveOf(told), [told]);
  const answers = useLatestAnswers();
  const living = mapNodes.filter((node) => alive[node.probe] === true).length;
  const isList = url['as'] === 'list';
  const here = design && url['design'] ? `&design=${design.id}` : '';
  const sheetOf = (node: string): string => `plan/map?node=${node}${isList ? '&as=list' : ''}${here}`;
  const toOf = ({ id: node, screen }: MapNode): string => (knowledgeOf(node) ? sheetOf(node) : placeOf(screen, node, id));
  return (
    <Page
      title={t('map.title')}
      lead={t('map.lead', { alive: living, all: mapNodes.length })}
      actions={choice}
      tabs={
        <PlannerTabs here="land">
          <LandTabs here="map" />
        </PlannerTabs>
      }
    >
      <div className="zh-row zh-row-between">
        <p className="zh-soft zh-small">
          <StateTag mood="calm">{t('ours')}</StateTag> {t('treasure:note')}
        </p>
        <Go className="zh-button zh-treasure-switch" to={isList ? `plan/map${here.replace('&', '?')}` : `plan/map?as=list${here}`}>
          {t(isList ? 'map.asPicture' : 'map.asList')}
        </Go>
      </div>
      {isList ? null : (
        <div className="zh-treasure-box-outer">
          <TreasurePicture alive={alive} to={toOf} />
        </div>
      )}
      <div className={isList ? undefined : 'zh-treasure-list-narrow'}>
        <Group title={t('treasure:kinds.theory')} nodes={[theory]} alive={alive} to={toOf} />
        <Group title={t('treasure:kinds.formulas')} nodes={formulas} alive={alive} to={toOf} />
        <Group title={t('treasure:kinds.systems')} nodes={systems} alive={alive} to={toOf} />
        {arcs.map((arc) => (
          <Group
            key={arc}
            title={[t('treasure:kinds.methods'), t(`treasure:arcs.${arc}`)].join(' · ')}
            nodes={methodsOf(arc)}
            alive={alive}
            to={toOf}
          />
        ))}
      </div>
      <Points answers={answers} to={sheetOf} />
      <NodeSheet
        key={url['node'] ?? ''}
        id={url['node'] ?? ''}
        facts={{ told, answers, designId: id }}
        onClose={() => change({ node: undefined })}
      />
    </Page>
  );
}

/** The same as words: the name, what it is, and how it stands. */
function Group({ title, nodes, alive, to }: { title: string; nodes: readonly MapNode[]; alive: Alive; to: (node: MapNode) => string }) {
  const { t } = useTranslation('land');
  return (
    <section className="zh-treasure-group" aria-label={title}>
      <h2 className="zh-treasure-heading">{title}</h2>
      <ul className="zh-treasure-list">
        {nodes.map((node) => {
          const { id, probe, isOurs } = node;
          const isAlive = alive[probe] ?? null;
          return (
            <li key={id} className={isAlive === false ? 'zh-treasure-line zh-treasure-asleep' : 'zh-treasure-line'}>
              <div className="zh-row zh-row-between">
                <Go className="zh-link zh-strong" to={to(node)}>
                  {t(`treasure:nodes.${id}.name`)}
                </Go>
                <StateTag mood={isAlive ? 'good' : 'calm'}>
                  {t(`map.${isAlive === null ? 'unknown' : isAlive ? 'alive' : 'asleep'}`)}
                </StateTag>
              </div>
              <span className="zh-soft zh-small">
                {t(`treasure:nodes.${id}.says`)}
                {isOurs ? ` · ${t('ours')}` : ''}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
