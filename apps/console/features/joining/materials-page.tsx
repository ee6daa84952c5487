import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { CheckField, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { WrittenPage } from './written-page.tsx';

type Material = Awaited<ReturnType<Client['materials']['get']>>;

const LONGEST = 2000;

/** What partners may pass on word for word: a text, and the product it is about. What they share is always marked as theirs to gain by. */
export function MaterialsPage() {
  const { t } = useTranslation('joining');
  const format = useFormat();
  const materials = useRows<Material>(['materials'], (client, page, signal) => client.materials.list(page, { signal }));
  return (
    <WrittenPage<Material>
      topic="material"
      of={materials}
      form={(material, onClose) => <MaterialForm material={material} onClose={onClose} />}
      columns={[
        { id: 'name', title: t('material.name'), cell: (row) => <bdi>{row.title}</bdi>, width: 'medium' },
        { id: 'text', title: t('material.text'), cell: (row) => <bdi className="zh-cut">{row.body}</bdi>, width: 'large', from: 'desktop' },
        {
          id: 'product',
          title: t('material.product'),
          cell: (row) =>
            row.product ? (
              <Go to={`products/${row.product.id}`} className="zh-link">
                <bdi>{row.product.name}</bdi>
              </Go>
            ) : (
              t('material.shop')
            ),
          width: 'medium',
          from: 'tablet',
        },
        { id: 'at', title: t('material.changed'), cell: (row) => format.instantDay(row.changedAt), from: 'desktop' },
      ]}
    />
  );
}

function MaterialForm({ material, onClose }: { material: Material | null; onClose: () => void }) {
  const { t } = useTranslation('joining');
  const format = useFormat();
  const [title, setTitle] = useState(material?.title ?? '');
  const [text, setText] = useState(material?.body ?? '');
  const [product, setProduct] = useState<Picked | null>(
    material?.product ? { id: material.product.id, title: material.product.name } : null,
  );
  const [isPublished, setPublished] = useState(material?.isPublished ?? false);
  const body = { title: title.trim(), body: text.trim(), product: product?.id ?? null, isPublished };
  const save = useAct((client) => (material ? client.materials.update(material.id, body) : client.materials.create(body)), onClose);
  const isReady = body.title !== '' && body.body !== '' && body.body.length <= LONGEST;
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save.mutate();
      }}
    >
      <TextField label={t('material.name')} value={title} onChange={setTitle} isRequired />
      <LongField
        label={t('material.text')}
        value={text}
        onChange={setText}
        rows={6}
        hint={t('material.textHint', { used: format.count(body.body.length), most: format.count(LONGEST) })}
        isRequired
      />
      <Picker kind="product" label={t('material.product')} value={product} onChange={setProduct} hint={t('material.productHint')} />
      <CheckField label={t('lesson.publish')} isOn={isPublished} onChange={setPublished} />
      <ErrorLine error={save.error} />
      <div>
        <Button type="primary" htmlType="submit" disabled={!isReady} loading={save.isPending}>
          {t('material.save')}
        </Button>
      </div>
    </form>
  );
}
