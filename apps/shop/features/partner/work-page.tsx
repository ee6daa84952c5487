import './partner.css';
import { useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk, useRows } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState, ErrorLine } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { Rows } from './row.tsx';
import type { Lead } from './types.ts';

/** Words and products to pass on, each with the label that tells friends of the commission. */
export function MaterialsPage() {
  const words = useWords('partner').materials;
  const shelf = useAsk(['partner', 'materials'], (client, signal) => client.materials({ signal }));
  return (
    <ShopPage title={words.title} back="/partner">
      <Answer of={shelf} wait={<Bones shape="rows" />}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState picture="products" title={words.empty} text={words.emptyText} />
          ) : (
            <>
              <p className="zh-soft">{say(words.label, { label: data[0]?.label ?? '' })}</p>
              {data.map((one) => (
                <Part key={one.id} title={one.title}>
                  <p className="zs-paragraph">
                    <bdi>{one.body}</bdi>
                  </p>
                  <div className="zh-row">
                    <CopyButton text={`${one.body}\n${one.label}`} />
                    {one.product ? (
                      <Go to={`/products/${one.product.id}`} className="zh-go zh-go-plain">
                        {words.product}
                      </Go>
                    ) : null}
                  </div>
                </Part>
              ))}
            </>
          )
        }
      </Answer>
    </ShopPage>
  );
}

function CopyButton({ text }: { text: string }) {
  const words = useWords('partner').materials;
  const [isCopied, setCopied] = useState(false);
  return (
    <Button size="small" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      <span role="status">{isCopied ? words.copied : words.copy}</span>
    </Button>
  );
}

/** Whom the shop asked a partner to look after. */
export function LeadsPage() {
  const words = useWords('partner').leads;
  const { words: common } = useShop();
  const format = useFormat();
  const [open, setOpen] = useState<Lead | null>(null);
  const list = useRows(['partner', 'leads'], (client, page, signal) => client.leads(page, { signal }));
  return (
    <ShopPage title={words.title} back="/partner">
      <Rows of={list} empty={{ title: words.empty, text: words.emptyText }}>
        {(lead) => (
          <li key={lead.id} className="zs-row">
            <span className="zs-row-text">
              <span>
                <bdi>{lead.name}</bdi> <span className="zh-soft zh-small">{common.stage[lead.stage]}</span>
              </span>
              {lead.note ? <bdi className="zs-two-lines">{lead.note}</bdi> : null}
              <span className="zh-soft zh-small">
                {say(words.handed, { day: format.instantDay(lead.handedAt) })}
                {lead.outcome ? ` · ${words.outcomes[lead.outcome]}` : ''}
              </span>
            </span>
            {lead.state === 'open' ? (
              <Button size="small" onClick={() => setOpen(lead)}>
                {words.tell}
              </Button>
            ) : (
              <span className="zh-tag">{words.finished}</span>
            )}
          </li>
        )}
      </Rows>
      {open ? <OutcomeSheet lead={open} onClose={() => setOpen(null)} /> : null}
    </ShopPage>
  );
}

const OUTCOMES = ['talking', 'bought', 'noAnswer', 'notNow', 'notInterested'] as const;

function OutcomeSheet({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const words = useWords('partner').leads;
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>(lead.outcome ?? 'talking');
  const [note, setNote] = useState(lead.outcomeNote ?? '');
  const [isDone, setDone] = useState(false);
  const tell = useAct(
    `partner.lead.${lead.id}`,
    async (client, body: { outcome: typeof outcome; note?: string; isDone: boolean }, how) => await client.tellOutcome(lead.id, body, how),
    onClose,
  );
  return (
    <Sheet title={words.tell} onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          tell.go({ outcome, isDone, ...(note.trim() === '' ? {} : { note: note.trim() }) });
        }}
      >
        <div className="zs-choices" role="group" aria-label={words.tell}>
          {OUTCOMES.map((each) => (
            <label key={each} className="zs-choice">
              <input type="radio" name="outcome" checked={outcome === each} onChange={() => setOutcome(each)} />
              {words.outcomes[each]}
            </label>
          ))}
        </div>
        <label className="zs-field">
          <span>{words.note}</span>
          <textarea className="zs-input" rows={3} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
        <label className="zs-check">
          <input type="checkbox" checked={isDone} onChange={(event) => setDone(event.target.checked)} />
          <span>{words.done}</span>
        </label>
        <ErrorLine error={tell.error} />
        <Button color="primary" size="large" block type="submit" loading={tell.isPending}>
          {words.save}
        </Button>
      </form>
    </Sheet>
  );
}
