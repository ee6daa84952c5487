import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../../../ui/page/controls.tsx';
import type { Kind } from './options.ts';
import type { Preview } from './recognised.tsx';

type Field = Preview['recognition']['fields'][number];

/** Which column is which field; what a person corrects is remembered for files with the same header. */
export function Mapping({
  preview,
  as,
  map,
  onMap,
}: {
  preview: Preview;
  as: Kind;
  map: Record<string, number>;
  onMap: (map: Record<string, number>) => void;
}) {
  const { t } = useTranslation('imports');
  const { recognition } = preview;
  const [isWhole, setWhole] = useState(false);
  const fields = recognition.fields.toSorted((a, b) => rank(a, recognition.missing) - rank(b, recognition.missing));
  const rest = fields.filter((field) => rank(field, recognition.missing) === 2);
  const shown = isWhole ? fields : fields.filter((field) => !rest.includes(field));
  const used = new Set(Object.values(recognition.mapping));
  const unused = recognition.headers.filter((_, at) => !used.has(at + 1));
  return (
    <>
      <table className="zh-map">
        <thead>
          <tr>
            <th scope="col">{t('columns.field')}</th>
            <th scope="col">{t('columns.column')}</th>
            <th scope="col" className="zh-from-tablet">
              {t('columns.example')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((field) => (
            <FieldRow key={field.id} field={field} preview={preview} onColumn={(column) => onMap({ ...map, [field.id]: column })} />
          ))}
        </tbody>
      </table>
      {rest.length > 0 ? (
        <button type="button" className="zh-text-button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {t(isWhole ? 'columns.fewer' : 'columns.more', { count: rest.length })}
        </button>
      ) : null}
      {unused.length > 0 ? (
        <p className="zh-soft zh-small">
          {t('columns.unused', {
            headers: unused.slice(0, 30).join(t('ui:listComma')),
            kind: t(`kind.${as}`),
          })}
        </p>
      ) : null}
    </>
  );
}

function FieldRow({ field, preview, onColumn }: { field: Field; preview: Preview; onColumn: (column: number) => void }) {
  const { t } = useTranslation('imports');
  const { recognition, rows } = preview;
  const column = recognition.mapping[field.id];
  const name = t(`field.${field.id}`, { defaultValue: field.id });
  const example = column === undefined ? '' : (rows.find((row) => row.cells[column - 1]?.trim())?.cells[column - 1] ?? '');
  const isMissing = recognition.missing.includes(field.id);
  return (
    <tr>
      <th scope="row">
        {name}{' '}
        {isMissing || (field.isRequired && field.isMapped) ? (
          <span className={isMissing ? 'zh-warning zh-small' : 'zh-soft zh-small'}>{t('columns.required')}</span>
        ) : null}
      </th>
      <td>
        <Choice
          label={t('columns.choose', { field: name })}
          value={column ? String(column) : ''}
          options={[
            ...(column ? [] : [{ value: '', label: t('columns.none') }]),
            ...recognition.headers.map((header, at) => ({
              value: String(at + 1),
              label: header || t('columns.nameless', { at: at + 1 }),
            })),
          ]}
          onChange={(value) => onColumn(Number(value))}
        />
      </td>
      <td className="zh-soft zh-from-tablet">
        <bdi className="zh-cut">{example}</bdi>
      </td>
    </tr>
  );
}

/** What is missing first, then what is needed and there, then the other mapped fields; the rest can wait. */
function rank(field: Field, missing: readonly string[]): number {
  if (missing.includes(field.id)) return -1;
  if (field.isMapped) return field.isRequired ? 0 : 1;
  return 2;
}
