import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useApp, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { DropZone } from './drop-zone.tsx';
import { Recognised } from './recognised.tsx';

export type Upload = Awaited<ReturnType<Client['uploads']['create']>>;

/** Bring a file: drop it, see what was understood, correct it, start. */
export function ImportPage() {
  const { t } = useTranslation('imports');
  const { client } = useApp();
  const format = useFormat();
  const mayImport = useMay('import');
  const [, change] = useUrl();
  const [upload, setUpload] = useState<Upload | null>(null);
  const bring = useMutation({
    mutationFn: (file: File) => client.uploads.create(file, { fileName: file.name }),
    onSuccess: (answer) => {
      setUpload(answer);
      change({ as: undefined });
    },
  });
  if (!mayImport)
    return (
      <Page title={t('title')}>
        <EmptyState picture="file" title={t('ui:error.forbidden.title')} text={t('ui:error.forbidden.safe')} />
      </Page>
    );
  return (
    <Page
      title={t('title')}
      lead={upload ? t('file', { name: upload.fileName, size: format.bytes(upload.sizeBytes) }) : t('lead')}
      actions={
        <>
          {upload ? (
            <button type="button" className="zh-button" onClick={() => setUpload(null)}>
              {t('otherFile')}
            </button>
          ) : null}
          <Go to="imports">{t('runs')}</Go>
        </>
      }
    >
      {upload ? (
        <Recognised key={upload.id} upload={upload} />
      ) : (
        <DropZone isBusy={bring.isPending} fileName={bring.variables?.name ?? ''} onFile={(file) => bring.mutate(file)} />
      )}
      <ErrorLine error={bring.error} />
    </Page>
  );
}
