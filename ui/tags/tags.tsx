import { useTranslation } from 'react-i18next';
import type { OriginName, StageName } from '../tokens/index.ts';

/** A stage by its word and its step of the ramp. */
export function StageTag({ stage }: { stage: StageName }) {
  const { t } = useTranslation('ui');
  return (
    <span className={`zh-tag zh-stage-${stage}`}>
      <span className="zh-dot" aria-hidden="true" />
      {t(`stage.${stage}`)}
    </span>
  );
}

/** Where a sale came from, by its word and its colour. */
export function OriginTag({ origin }: { origin: OriginName }) {
  const { t } = useTranslation('ui');
  return (
    <span className={`zh-tag zh-origin-${origin}`}>
      <span className="zh-dot" aria-hidden="true" />
      {t(`origin.${origin}`)}
    </span>
  );
}

/** A state in words, tinted by what it means. */
export function StateTag({ mood, children }: { mood: 'good' | 'warning' | 'harm' | 'calm'; children: string }) {
  return <span className={`zh-tag zh-mood-${mood}`}>{children}</span>;
}

/** How a person came to the brand: the kind in words, and the name when it says more. */
export function SourceText({ source }: { source: { kind: string; name: string } | null }) {
  const { t } = useTranslation('ui');
  if (!source) return <span className="zh-soft">{t('source.none')}</span>;
  const kind = t(`source.${source.kind}`);
  return <bdi>{source.name && source.name !== source.kind ? `${kind} · ${source.name}` : kind}</bdi>;
}
