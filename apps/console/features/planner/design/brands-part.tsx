import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrand } from '../../../../../ui/app/context.tsx';
import { Choice, LongField, TextField } from '../../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../../ui/page/dialog.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { TableBox } from '../../../../../ui/table/table-box.tsx';
import { MOST_BRANDS, MOST_FACES, PLATFORM, withoutBrand, withoutFace, withoutFaceOf, type BrandText, type FaceText } from './brands.ts';
import type { Draft } from './use-design.ts';

type Opened = { kind: 'brand'; at: number } | { kind: 'face'; at: number } | { kind: 'cell'; brand: number; face: number };

const PILLARS = 12;

/** The platform brand over its product brands, and who speaks for each: a matrix in which every cell is a story worth telling. */
export function Brands({ draft, mayWrite }: { draft: Draft; mayWrite: boolean }) {
  const { t } = useTranslation('design');
  const own = useBrand();
  const [opened, setOpened] = useState<Opened | null>(null);
  const brands = draft.document.brands ?? [];
  const faces = draft.document.ips ?? [];
  const silent = withoutFaceOf(draft.document);
  const addBrand = () => {
    draft.change((now) => ({
      ...now,
      brands: [...(now.brands ?? []), { name: (now.brands ?? []).length === PLATFORM ? own.name.slice(0, 200) : t('brand.newName') }],
    }));
    setOpened({ kind: 'brand', at: brands.length });
  };
  const addFace = () => {
    draft.change((now) => ({ ...now, ips: [...(now.ips ?? []), { name: t('face.newName') }] }));
    setOpened({ kind: 'face', at: faces.length });
  };
  const platform = brands[PLATFORM];
  return (
    <div className="zh-stack-wide zh-stack">
      <Section title={t('brand.platform')} note={t('brand.platformNote')}>
        {platform ? (
          <button type="button" className="zh-cell zh-platform" onClick={() => setOpened({ kind: 'brand', at: PLATFORM })}>
            <bdi className="zh-strong">{platform.name}</bdi>
            <span className="zh-cell-offer">{platform.positioning || <span className="zh-soft">{t('brand.noPositioning')}</span>}</span>
            <Pillars of={platform.pillars} />
          </button>
        ) : (
          <button type="button" className="zh-cell zh-cell-hole" disabled={!mayWrite} onClick={addBrand}>
            <span aria-hidden="true" className="zh-cell-plus">
              +
            </span>
            <span>{t('brand.addPlatform')}</span>
          </button>
        )}
      </Section>
      <Section
        title={t('brand.matrix')}
        note={
          silent.length > 0 ? t('brand.silent', { names: silent.map(({ name }) => name).join(t('ui:listComma')) }) : t('brand.matrixNote')
        }
        actions={
          mayWrite ? (
            <>
              <Button disabled={!platform || brands.length >= MOST_BRANDS} onClick={addBrand}>
                {t('brand.add')}
              </Button>
              <Button disabled={faces.length >= MOST_FACES} onClick={addFace}>
                {t('face.add')}
              </Button>
            </>
          ) : null
        }
      >
        {brands.length < 2 && faces.length === 0 ? (
          <p className="zh-soft">{t('brand.none')}</p>
        ) : (
          <TableBox label={t('brand.matrix')} kind="zh-table zh-brand-matrix">
            <thead>
              <tr>
                <th scope="col">{t('brand.product')}</th>
                {faces.map((face, at) => (
                  <th key={`${face.name}${at}`} scope="col">
                    <button type="button" className="zh-text-button" onClick={() => setOpened({ kind: 'face', at })}>
                      <bdi>{face.name}</bdi>
                    </button>
                    <br />
                    <span className="zh-soft zh-small">
                      {[face.role, face.brandIndex == null ? null : brands[face.brandIndex]?.name].filter(Boolean).join(' · ')}
                    </span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {brands.map((brand, at) =>
                at === PLATFORM && brands.length > 1 ? null : (
                  <tr key={`${brand.name}${at}`}>
                    <th scope="row">
                      <button type="button" className="zh-text-button" onClick={() => setOpened({ kind: 'brand', at })}>
                        <bdi>{brand.name}</bdi>
                      </button>
                      <br />
                      <span className="zh-soft zh-small">{brand.positioning}</span>
                    </th>
                    {faces.map((face, column) => {
                      const text = draft.document.matrix?.[`${at}.${column}`]?.text ?? '';
                      return (
                        <td key={`${face.name}${column}`}>
                          <button
                            type="button"
                            className={text ? 'zh-matrix-cell' : 'zh-matrix-cell zh-matrix-hole'}
                            aria-label={`${brand.name} · ${face.name}: ${text || t('brand.cellEmpty')}`}
                            onClick={() => setOpened({ kind: 'cell', brand: at, face: column })}
                          >
                            {text || '+'}
                          </button>
                        </td>
                      );
                    })}
                  </tr>
                ),
              )}
            </tbody>
          </TableBox>
        )}
      </Section>
      {opened ? <OpenedSheet of={opened} draft={draft} mayWrite={mayWrite} onClose={() => setOpened(null)} /> : null}
    </div>
  );
}

function Pillars({ of }: { of: readonly string[] | undefined }) {
  if (!of || of.length === 0) return null;
  return (
    <span className="zh-pillars">
      {of.map((pillar) => (
        <span key={pillar} className="zh-tag zh-mood-calm">
          {pillar}
        </span>
      ))}
    </span>
  );
}

function OpenedSheet({ of, draft, mayWrite, onClose }: { of: Opened; draft: Draft; mayWrite: boolean; onClose: () => void }) {
  const { t } = useTranslation('design');
  const brands = draft.document.brands ?? [];
  const faces = draft.document.ips ?? [];
  const title =
    of.kind === 'cell'
      ? [brands[of.brand]?.name, faces[of.face]?.name].join(' · ')
      : of.kind === 'brand'
        ? (brands[of.at]?.name ?? '')
        : (faces[of.at]?.name ?? '');
  const remove = () => {
    if (of.kind === 'brand') draft.change((now) => withoutBrand(now, of.at));
    if (of.kind === 'face') draft.change((now) => withoutFace(now, of.at));
    onClose();
  };
  return (
    <Dialog
      kind="sheet"
      title={title}
      isOpen
      onClose={onClose}
      footer={
        <>
          {of.kind === 'cell' || !mayWrite ? null : (
            <Button danger onClick={remove}>
              {t(of.kind === 'brand' ? 'brand.remove' : 'face.remove')}
            </Button>
          )}
          <Button type="primary" onClick={onClose}>
            {t('cell.done')}
          </Button>
        </>
      }
    >
      <fieldset className="zh-stack" disabled={!mayWrite}>
        {of.kind === 'brand' ? <BrandFields at={of.at} draft={draft} /> : null}
        {of.kind === 'face' ? <FaceFields at={of.at} draft={draft} /> : null}
        {of.kind === 'cell' ? (
          <LongField
            label={t('brand.cell')}
            rows={5}
            hint={t('brand.cellHint')}
            value={draft.document.matrix?.[`${of.brand}.${of.face}`]?.text ?? ''}
            onChange={(text) => draft.change((now) => ({ ...now, matrix: { ...now.matrix, [`${of.brand}.${of.face}`]: { text } } }))}
          />
        ) : null}
      </fieldset>
    </Dialog>
  );
}

function BrandFields({ at, draft }: { at: number; draft: Draft }) {
  const { t } = useTranslation('design');
  const brand = draft.document.brands?.[at];
  if (!brand) return null;
  const change = (changes: Partial<BrandText>) =>
    draft.change((now) => ({ ...now, brands: (now.brands ?? []).map((one, i) => (i === at ? { ...one, ...changes } : one)) }));
  return (
    <>
      <TextField label={t('brand.name')} value={brand.name} onChange={(name) => change({ name })} isRequired />
      <LongField
        label={t('brand.positioning')}
        hint={t('brand.positioningHint')}
        rows={2}
        value={brand.positioning ?? ''}
        onChange={(positioning) => change({ positioning })}
      />
      <LongField
        label={t('brand.story')}
        hint={t('brand.storyHint')}
        rows={6}
        value={brand.story ?? ''}
        onChange={(story) => change({ story })}
      />
      <PillarsField value={brand.pillars ?? []} onChange={(pillars) => change({ pillars })} />
    </>
  );
}

function FaceFields({ at, draft }: { at: number; draft: Draft }) {
  const { t } = useTranslation('design');
  const face = draft.document.ips?.[at];
  const brands = draft.document.brands ?? [];
  if (!face) return null;
  const change = (changes: Partial<FaceText>) =>
    draft.change((now) => ({ ...now, ips: (now.ips ?? []).map((one, i) => (i === at ? { ...one, ...changes } : one)) }));
  return (
    <>
      <TextField label={t('brand.name')} value={face.name} onChange={(name) => change({ name })} isRequired />
      <div className="zh-pair">
        <TextField label={t('face.role')} value={face.role ?? ''} hint={t('face.roleHint')} onChange={(role) => change({ role })} />
        <Choice
          label={t('face.brand')}
          isLabelShown
          value={face.brandIndex == null ? '' : String(face.brandIndex)}
          options={[{ value: '', label: t('face.noBrand') }, ...brands.map((brand, i) => ({ value: String(i), label: brand.name }))]}
          onChange={(index) => change({ brandIndex: index === '' ? null : Number(index) })}
        />
      </div>
      <LongField
        label={t('face.story')}
        hint={t('face.storyHint')}
        rows={6}
        value={face.story ?? ''}
        onChange={(story) => change({ story })}
      />
      <PillarsField value={face.pillars ?? []} onChange={(pillars) => change({ pillars })} />
    </>
  );
}

/** What somebody talks about again and again, one to a line. */
function PillarsField({ value, onChange }: { value: readonly string[]; onChange: (pillars: string[]) => void }) {
  const { t } = useTranslation('design');
  const [text, setText] = useState(value.join('\n'));
  return (
    <LongField
      label={t('brand.pillars')}
      hint={t('brand.pillarsHint')}
      rows={4}
      value={text}
      onChange={(next) => {
        setText(next);
        const lines = next.split('\n').map((line) => line.trim().slice(0, 200));
        onChange(lines.filter(Boolean).slice(0, PILLARS));
      }}
    />
  );
}
