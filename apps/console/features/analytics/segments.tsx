import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { saveReply } from '../../../../ui/app/save.ts';
import { Disclosure, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { filterNames, segmentFilter, toQuery, type PeopleView } from './people-filters.ts';
import { useFilterWords } from './filter-bar.tsx';

/** Saved groups of people: open one, keep the present filters as a new one, let one go. */
export function SegmentMenu({ view }: { view: PeopleView }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const { client, brand } = useApp();
  const queries = useQueryClient();
  const maySave = useMay('segments');
  const [, change] = useUrl();
  const [isSaving, setSaving] = useState(false);
  const segments = useAsk(['segments'], (server, signal) => server.segments.list({ limit: 200 }, { signal }));
  const remove = useMutation({
    mutationFn: (id: string) => client.segments.remove(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: [brand?.slug, 'segments'] }),
  });
  const filter = segmentFilter(view.filters);
  const hasFilter = Object.keys(filter).length > 0;
  return (
    <>
      <Disclosure label={t('segments.title')} align="end">
        {(close) => (
          <div className="zh-menu">
            {segments.data?.data.length === 0 ? <p className="zh-menu-note zh-soft">{t('segments.none')}</p> : null}
            <ul>
              {segments.data?.data.map((segment) => (
                <li key={segment.id} className="zh-segment">
                  <button
                    type="button"
                    className="zh-menu-item"
                    aria-current={view.filters.segment === segment.id ? 'true' : undefined}
                    onClick={() => {
                      change({
                        ...Object.fromEntries(filterNames.map((name) => [name, undefined])),
                        segment: segment.id,
                      });
                      close();
                    }}
                  >
                    <bdi>{segment.name}</bdi>
                    <span className="zh-soft zh-number">{format.count(segment.people)}</span>
                  </button>
                  {maySave ? (
                    <Button type="text" aria-label={t('segments.remove', { name: segment.name })} onClick={() => remove.mutate(segment.id)}>
                      <span aria-hidden="true">✕</span>
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
            {maySave ? (
              <div className="zh-menu-note">
                <Button
                  disabled={!hasFilter}
                  onClick={() => {
                    close();
                    setSaving(true);
                  }}
                >
                  {t('segments.save')}
                </Button>
                {hasFilter ? null : <p className="zh-soft zh-small">{t('segments.needsFilter')}</p>}
              </div>
            ) : null}
          </div>
        )}
      </Disclosure>
      <SaveSegment isOpen={isSaving} filter={filter} onClose={() => setSaving(false)} />
    </>
  );
}

function SaveSegment({ isOpen, filter, onClose }: { isOpen: boolean; filter: Record<string, string>; onClose: () => void }) {
  const { t } = useTranslation('analytics');
  const { client } = useApp();
  const brand = useBrand();
  const queries = useQueryClient();
  const say = useFilterWords();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: () => client.segments.create({ name: name.trim(), filter }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: [brand.slug, 'segments'] });
      setName('');
      onClose();
    },
  });
  const said = filterNames.filter((one) => filter[one]).map((one) => say(one, filter[one] ?? ''));
  return (
    <Dialog title={t('segments.save')} isOpen={isOpen} onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p className="zh-soft">{t('segments.holds', { filters: said.join(t('ui:listComma')) })}</p>
        <TextField label={t('segments.name')} value={name} onChange={setName} isRequired />
        <ErrorLine error={save.error} />
        <div className="zh-row">
          <Button type="primary" htmlType="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('segments.keep')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The list as a CSV file, with the filters and the order on screen. */
export function ExportButton({ view }: { view: PeopleView }) {
  const { t } = useTranslation('analytics');
  const { client } = useApp();
  const brand = useBrand();
  const format = useFormat();
  const save = useMutation({
    mutationFn: async () => saveReply(await client.people.exportCsv(toQuery(view)), `${brand.slug}-people-${format.today}.csv`),
  });
  return (
    <>
      <Button loading={save.isPending} onClick={() => save.mutate()}>
        {t('people.export')}
      </Button>
      <ErrorLine error={save.error} />
    </>
  );
}
