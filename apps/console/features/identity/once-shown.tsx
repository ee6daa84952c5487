import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A secret that is shown once: easy to copy, and clear that it will not be shown again. */
export function OnceShown({ text, note, onDone }: { text: string; note: string; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="zh-stack">
      <p className="zh-note zh-note-warning">{note}</p>
      <code className="zh-secret">{text}</code>
      <div className="zh-row">
        {/* The clipboard exists on secure origins only; elsewhere the text can be selected. */}
        {globalThis.isSecureContext ? (
          <Button type="primary" onClick={() => void copy()}>
            {t(isCopied ? 'copied' : 'copy')}
          </Button>
        ) : null}
        <Button onClick={onDone}>{t('done')}</Button>
      </div>
    </div>
  );
}
