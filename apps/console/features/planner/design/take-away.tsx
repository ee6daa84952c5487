import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../../../ui/app/context.tsx';
import { saveReply } from '../../../../../ui/app/save.ts';
import { Disclosure } from '../../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import type { Design } from './use-design.ts';

/** The design on paper for the wall, or as a file another brand can take in; what is not saved yet is waited for. */
export function TakeAway({ design, isSaved }: { design: Design; isSaved: boolean }) {
  const { t } = useTranslation('design');
  const { client } = useApp();
  const take = useMutation({
    mutationFn: async (kind: 'pdf' | 'json') =>
      saveReply(await (kind === 'pdf' ? client.designs.pdf(design.id) : client.designs.export(design.id)), `${design.name}.${kind}`),
  });
  return (
    <>
      <ErrorLine error={take.error} />
      <Disclosure label={t('take.label')} align="end">
        {(close) => (
          <ul className="zh-menu">
            {(['pdf', 'json'] as const).map((kind) => (
              <li key={kind}>
                <button
                  type="button"
                  className="zh-menu-item"
                  disabled={!isSaved || take.isPending}
                  onClick={() => {
                    take.mutate(kind);
                    close();
                  }}
                >
                  <span>{t(`take.${kind}`)}</span>
                  <span className="zh-soft zh-small">{t(`take.${kind}Note`)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Disclosure>
    </>
  );
}
