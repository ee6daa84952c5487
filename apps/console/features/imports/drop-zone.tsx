import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Picture } from '../../../../ui/page/pictures.tsx';

/** A place to drop a file on, and the same by a button for the keyboard. */
export function DropZone({ isBusy, fileName, onFile }: { isBusy: boolean; fileName: string; onFile: (file: File) => void }) {
  const { t } = useTranslation('imports');
  const [isOver, setOver] = useState(false);
  const id = useId();
  return (
    <div
      className={isOver ? 'zh-drop zh-drop-over' : 'zh-drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file && !isBusy) onFile(file);
      }}
    >
      <Picture name="file" />
      <p className="zh-state-title" role="status">
        {isBusy ? t('drop.sending', { name: fileName }) : t('drop.title')}
      </p>
      <p className="zh-soft">{t('drop.formats')}</p>
      <label htmlFor={id} className={isBusy ? 'zh-cta zh-cta-busy' : 'zh-cta'}>
        {t('drop.choose')}
      </label>
      <input
        id={id}
        className="zh-file"
        type="file"
        disabled={isBusy}
        accept=".csv,.tsv,.txt,.xlsx,.jsonl,.gz"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      <ul className="zh-drop-kinds">
        {(['orders', 'people', 'referrals', 'products'] as const).map((kind) => (
          <li key={kind}>
            <strong>{t(`kind.${kind}`)}</strong> <span className="zh-soft">{t(`kindText.${kind}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
