import { Button, Progress } from 'antd';
import { useId, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, type Client } from '../../../../sdk/index.ts';
import { pictureAddress } from '../../../../sdk/pictures.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useBrand, useMay } from '../../../../ui/app/context.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import type { ProductDetail } from './ladder.ts';
import './pictures.css';
import { useSendPictures, type Sending } from './send-pictures.ts';

type Shown = ProductDetail['pictures'][number];

const MOST = 8;
const TYPES = 'image/jpeg,image/png,image/webp';
const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

/** The pictures of a product: dropped or chosen, put in order by hand or by key, described, taken away and put back. */
export function ProductPictures({ product }: { product: ProductDetail }) {
  const { t } = useTranslation('catalog');
  const mayWrite = useMay('products');
  const { sending, send, forget } = useSendPictures(product.id);
  const [isOver, setOver] = useState(false);
  const { pictures } = product;
  if (!mayWrite && pictures.length === 0) return null;
  const room = MOST - pictures.length;
  const take = (files: FileList | null): void => {
    if (files && files.length > 0 && sending.name === null) void send([...files]);
  };
  return (
    <Section title={t('pictures.title')} note={t(pictures.length === 0 ? 'pictures.none' : 'pictures.note')} isCard>
      {/* Dropping is one way among two: the same is done by the button. */}
      <div
        role="presentation"
        className={isOver ? 'zh-pictures zh-drop-over' : 'zh-pictures'}
        onDragOver={(event) => {
          if (!mayWrite || !hasFiles(event)) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          if (!mayWrite || !hasFiles(event)) return;
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <Row product={product} mayWrite={mayWrite} />
        {mayWrite && room > 0 ? <Add room={room} isBusy={sending.name !== null} onFiles={take} /> : null}
      </div>
      <Way of={sending} onForget={forget} />
    </Section>
  );
}

function Add({ room, isBusy, onFiles }: { room: number; isBusy: boolean; onFiles: (files: FileList | null) => void }) {
  const { t } = useTranslation('catalog');
  const id = useId();
  return (
    <div className="zh-picture-add">
      <label htmlFor={id} className={isBusy ? 'zh-button zh-cta-busy' : 'zh-button'}>
        {t('pictures.add')}
      </label>
      <input
        id={id}
        className="zh-file"
        type="file"
        multiple
        accept={TYPES}
        disabled={isBusy}
        onChange={(event) => {
          onFiles(event.target.files);
          event.target.value = '';
        }}
      />
      <p className="zh-soft zh-small">{t('pictures.room', { count: room })}</p>
    </div>
  );
}

/** How far the files are, and of each that did not get through why. */
function Way({ of, onForget }: { of: Sending; onForget: () => void }) {
  const { t } = useTranslation('catalog');
  return (
    <>
      {of.name === null ? null : (
        <div role="status">
          <p>{t('pictures.sending', { name: of.name, number: of.done + 1, count: of.total })}</p>
          <Progress percent={Math.round(((of.done + 0.5) / of.total) * 100)} showInfo={false} aria-label={t('pictures.progress')} />
        </div>
      )}
      {of.failed.map(({ name, error }) => (
        <div key={name} className="zh-stack-tight">
          <bdi className="zh-strong">{name}</bdi>
          <ErrorLine error={error} />
          {error instanceof ApiProblem && error.problem.hint ? <p className="zh-soft">{error.problem.hint}</p> : null}
        </div>
      ))}
      {of.failed.length > 0 && of.name === null ? (
        <div className="zh-row">
          <Button onClick={onForget}>{t('pictures.forget')}</Button>
        </div>
      ) : null}
    </>
  );
}

const swapped = (pictures: readonly Shown[], from: number, to: number): readonly Shown[] => {
  const rest = pictures.filter((_, i) => i !== from);
  const moved = pictures[from];
  return moved ? [...rest.slice(0, to), moved, ...rest.slice(to)] : pictures;
};

function Row({ product, mayWrite }: { product: ProductDetail; mayWrite: boolean }) {
  const { t } = useTranslation('catalog');
  const brand = useBrand();
  const { pictures } = product;
  const [held, setHeld] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [told, setTold] = useState<Shown | null>(null);
  const [gone, setGone] = useState<Shown | null>(null);
  // The new order shows at once; the answer of the server takes its place.
  const [wished, setWished] = useState<{ on: readonly Shown[]; order: readonly Shown[] } | null>(null);
  const shown = wished?.on === pictures ? wished.order : pictures;
  const order = useAct((client, ids: string[]) => client.products.orderPictures(product.id, { pictures: ids }));
  const remove = useAct((client: Client, picture: Shown) => client.pictures.remove(picture.id));
  const restore = useAct(
    (client: Client, picture: Shown) => client.pictures.restore(picture.id, {}),
    () => setGone(null),
  );
  const move = (from: number, to: number): void => {
    if (from === to || to < 0 || to >= shown.length) return;
    const next = swapped(shown, from, to);
    setWished({ on: pictures, order: next });
    order.mutate(
      next.map((one) => one.id),
      { onError: () => setWished(null) },
    );
  };
  return (
    <>
      {shown.length === 0 ? null : (
        <ol className="zh-picture-row" aria-label={t('pictures.title')}>
          {shown.map((picture, i) => {
            const place = { number: i + 1, count: shown.length };
            return (
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the buttons below do the same for the keyboard
              <li
                key={picture.id}
                className={over === i && held !== null && held !== i ? 'zh-picture zh-picture-over' : 'zh-picture'}
                draggable={mayWrite && shown.length > 1}
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = 'move';
                  setHeld(i);
                }}
                onDragOver={(event) => {
                  if (held === null) return;
                  event.preventDefault();
                  setOver(i);
                }}
                onDrop={(event) => {
                  if (held === null) return;
                  event.preventDefault();
                  move(held, i);
                }}
                onDragEnd={() => {
                  setHeld(null);
                  setOver(null);
                }}
              >
                <img
                  src={pictureAddress(brand.slug, picture, 240)}
                  width={picture.width}
                  height={picture.height}
                  alt={picture.alt[brand.language] || t('pictures.nth', place)}
                  draggable={false}
                />
                {i === 0 ? <span className="zh-picture-first">{t('pictures.first')}</span> : null}
                {mayWrite ? (
                  <div className="zh-picture-acts">
                    <IconButton label={t('pictures.forward', place)} isOff={i === 0} onClick={() => move(i, i - 1)}>
                      ←
                    </IconButton>
                    <IconButton label={t('pictures.back', place)} isOff={i === shown.length - 1} onClick={() => move(i, i + 1)}>
                      →
                    </IconButton>
                    <IconButton label={t('pictures.describe', place)} onClick={() => setTold(picture)}>
                      ✎
                    </IconButton>
                    <IconButton
                      label={t('pictures.remove', place)}
                      isOff={remove.isPending}
                      onClick={() => remove.mutate(picture, { onSuccess: () => setGone(picture) })}
                    >
                      ×
                    </IconButton>
                  </div>
                ) : null}
              </li>
            );
          })}
        </ol>
      )}
      {gone ? (
        <p className="zh-note zh-row zh-row-between zh-picture-note" role="status">
          <span>{t('pictures.removed')}</span>
          <Button size="small" loading={restore.isPending} onClick={() => restore.mutate(gone)}>
            {t('pictures.restore')}
          </Button>
        </p>
      ) : null}
      <ErrorLine error={order.error ?? remove.error ?? restore.error} />
      {told ? <Describe key={told.id} picture={told} onClose={() => setTold(null)} /> : null}
    </>
  );
}

function IconButton({
  label,
  isOff = false,
  onClick,
  children,
}: {
  label: string;
  isOff?: boolean;
  onClick: () => void;
  children: string;
}) {
  return (
    <button type="button" className="zh-picture-act" aria-label={label} title={label} disabled={isOff} onClick={onClick}>
      <span aria-hidden="true">{children}</span>
    </button>
  );
}

/** What somebody who does not see the picture is told. */
function Describe({ picture, onClose }: { picture: Shown; onClose: () => void }) {
  const { t } = useTranslation('catalog');
  const brand = useBrand();
  const [zh, setZh] = useState(picture.alt['zh-CN']);
  const [en, setEn] = useState(picture.alt.en);
  const save = useAct((client) => client.pictures.update(picture.id, { alt: { 'zh-CN': zh, en } }), onClose);
  return (
    <Dialog title={t('pictures.alt.title')} isOpen onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <img
          className="zh-picture-large"
          src={pictureAddress(brand.slug, picture, 480)}
          width={picture.width}
          height={picture.height}
          alt=""
        />
        <p className="zh-soft">{t('pictures.alt.text')}</p>
        <TextField label={t('pictures.alt.zh')} value={zh} onChange={setZh} placeholder={t('pictures.alt.zhExample')} />
        <TextField label={t('pictures.alt.en')} value={en} onChange={setEn} placeholder={t('pictures.alt.enExample')} />
        <ErrorLine error={save.error} />
        <div className="zh-row">
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('form.save')}
          </Button>
          <Button onClick={onClose}>{t('form.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
