import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../../ui/app/context.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';
import type { RowsTableProps } from '../../../../ui/table/rows-table.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

/** A page of what staff write for partners: a list, whether each is published, and its form in a sheet. */
export function WrittenPage<Row extends { id: string; title: string; isPublished: boolean }>({
  topic,
  of,
  columns,
  form,
}: {
  topic: 'lesson' | 'material';
  of: RowsTableProps<Row>['of'];
  columns: RowsTableProps<Row>['columns'];
  /** null writes a new one */
  form: (row: Row | null, onClose: () => void) => ReactNode;
}) {
  const { t } = useTranslation('joining');
  const mayWrite = useMay('partners');
  const [written, setWritten] = useState<Row | 'new' | null>(null);
  const close = () => setWritten(null);
  return (
    <ListPage<Row>
      title={t(`${topic}.title`)}
      lead={t(`${topic}.lead`)}
      tabs={<ReferTabs here={topic === 'lesson' ? 'training' : 'materials'} />}
      make={mayWrite ? { label: t(`${topic}.make`), onMake: () => setWritten('new') } : null}
      picture="file"
      none={{ title: t(`${topic}.none`), text: t(`${topic}.noneText`) }}
      of={of}
      wait={3}
      rowKey={(row) => row.id}
      columns={[
        ...columns,
        {
          id: 'state',
          title: t('state'),
          cell: ({ isPublished }) => (
            <StateTag mood={isPublished ? 'good' : 'calm'}>{t(isPublished ? 'lesson.published' : 'lesson.draft')}</StateTag>
          ),
        },
        ...(mayWrite
          ? [
              {
                id: 'act',
                title: t('act'),
                align: 'end' as const,
                cell: (row: Row) => (
                  <Button size="small" aria-label={t('lesson.editOf', { name: row.title })} onClick={() => setWritten(row)}>
                    {t('lesson.edit')}
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    >
      <Dialog
        kind="sheet"
        title={written && written !== 'new' ? t('lesson.editOf', { name: written.title }) : t(`${topic}.make`)}
        isOpen={written !== null}
        onClose={close}
      >
        {written ? form(written === 'new' ? null : written, close) : null}
      </Dialog>
    </ListPage>
  );
}
