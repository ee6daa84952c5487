import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useApp } from '../../../../ui/app/context.tsx';
import { saveReply } from '../../../../ui/app/save.ts';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';

/** The days of release as a calendar file. */
export function CalendarFile({ name, file }: { name: string; file: (client: Client) => Promise<Response> }) {
  const { t } = useTranslation('money');
  const { client } = useApp();
  const save = useMutation({ mutationFn: async () => saveReply(await file(client), name) });
  return (
    <>
      <Button loading={save.isPending} onClick={() => save.mutate()}>
        {t('person.calendar')}
      </Button>
      <ErrorLine error={save.error} />
    </>
  );
}
