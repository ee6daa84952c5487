import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../app/ask.tsx';

export interface Picked {
  readonly id: string;
  readonly title: string;
}

/**
 * Chooses one person or product by name, id or phone. Arrow keys choose, Enter takes; what was taken can be changed.
 * @param suggested what is offered before anything is typed
 */
export function Picker({
  label,
  kind,
  value,
  onChange,
  hint,
  isLabelHidden,
  suggested = [],
}: {
  label: string;
  kind: 'person' | 'product';
  value: Picked | null;
  onChange: (value: Picked | null) => void;
  hint?: string;
  isLabelHidden?: boolean;
  suggested?: readonly (Picked & { readonly detail: string })[];
}) {
  const { t } = useTranslation('ui');
  const id = useId();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 150);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useAsk(['search', asked], (client, signal) => client.search.find({ q: asked }, { signal }), { isOff: asked === '' });
  const hits = text.trim() === '' ? suggested : asked === '' ? [] : (found.data?.data ?? []).filter((hit) => hit.kind === kind).slice(0, 8);
  const take = (hit: Picked) => {
    onChange({ id: hit.id, title: hit.title });
    setText('');
    setOpen(false);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const hit = hits[at];
    if (event.key === 'ArrowDown') setAt(Math.min(hits.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter' && isOpen && hit) take(hit);
    else if (event.key === 'Escape' && isOpen && text !== '') setText('');
    else return;
    event.preventDefault();
  };
  const isShown = isOpen && (text.trim() !== '' || suggested.length > 0);
  return (
    <div className="zh-field zh-chooser">
      <label htmlFor={id} className={isLabelHidden ? 'zh-hidden' : 'zh-label'}>
        {label}
      </label>
      {value ? (
        <span className="zh-picked">
          <bdi className="zh-cut" title={value.title}>
            {value.title}
          </bdi>
          <button id={id} type="button" className="zh-text-button" onClick={() => onChange(null)}>
            {t('picker.change')}
          </button>
        </span>
      ) : (
        <input
          id={id}
          className="zh-input"
          type="text"
          role="combobox"
          autoComplete="off"
          aria-expanded={isShown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isShown && hits[at] ? `${id}-${at}` : undefined}
          placeholder={t(`picker.${kind}`)}
          value={text}
          onFocus={() => setOpen(true)}
          onBlur={() => setTimeout(() => setOpen(false), 150)}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onKeyDown={onKey}
        />
      )}
      {hint ? <span className="zh-soft zh-small">{hint}</span> : null}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className={isShown && !value ? 'zh-panel zh-panel-start zh-chooser-panel' : 'zh-hidden'}
      >
        {isShown && !value
          ? hits.map((hit, index) => (
              // Focus stays in the field (a combobox); the pointer is a second way to the same choice.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- a combobox keeps the focus in its field
              <div
                key={hit.id}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                className={index === at ? 'zh-pick zh-pick-here' : 'zh-pick'}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(hit)}
              >
                <bdi className="zh-cut">{hit.title}</bdi>
                <span className="zh-soft zh-small">{kind === 'person' ? t(`stage.${hit.detail}`, { defaultValue: '' }) : hit.detail}</span>
              </div>
            ))
          : null}
        {isShown && !value && hits.length === 0 ? (
          <p className="zh-pick zh-soft">{t(found.isFetching || asked !== text.trim() ? 'loading' : 'picker.none')}</p>
        ) : null}
      </div>
    </div>
  );
}
