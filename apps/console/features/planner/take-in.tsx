import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, type Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useGo } from '../../../../ui/app/go.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';

type DesignFile = Parameters<Client['designs']['import']>[0];

/** A design from a file: a new one here, whatever it was elsewhere. A file that cannot be read is refused with the places in it. */
export function TakeIn() {
  const { t } = useTranslation('planner');
  const go = useGo();
  const id = useId();
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const take = useAct(
    (client, file: DesignFile) => client.designs.import(file),
    (made) => go(`plan/designs/${made.id}`),
  );
  const read = async (file: File): Promise<void> => {
    const design = designOf(await file.text());
    if (design === null) setUnreadable(file.name);
    else take.mutate(design);
  };
  const places = take.error instanceof ApiProblem ? (take.error.problem.errors ?? []) : [];
  const close = () => {
    setUnreadable(null);
    take.reset();
  };
  return (
    <>
      <label htmlFor={id} className="zh-button">
        {t(take.isPending ? 'takeIn.reading' : 'takeIn.choose')}
      </label>
      <input
        id={id}
        className="zh-file"
        type="file"
        accept=".json,application/json"
        disabled={take.isPending}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) void read(file);
        }}
      />
      <Dialog title={t('takeIn.refused')} isOpen={unreadable !== null || take.error !== null} onClose={close}>
        <div className="zh-stack">
          {unreadable === null ? null : <p>{t('takeIn.unreadable', { name: unreadable })}</p>}
          <ErrorLine error={take.error} />
          {places.length > 0 ? (
            <p className="zh-small">
              {t('takeIn.places')} <code className="zh-code">{places.map(({ pointer }) => pointer).join('  ')}</code>
            </p>
          ) : null}
          <p className="zh-soft">{t('takeIn.safe')}</p>
        </div>
      </Dialog>
    </>
  );
}

/** What a file holds, if it is a design at all; whether it is a whole one the server says. */
function designOf(text: string): DesignFile | null {
  try {
    const value = JSON.parse(text) as DesignFile | null;
    return value !== null && typeof value === 'object' && 'format' in value ? value : null;
  } catch {
    return null;
  }
}
