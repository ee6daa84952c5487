import { useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { typedMoney } from '../../../../ui/format/money.ts';
import { useAct } from '../../../../ui/shop/ask.tsx';
import { SumRow } from '../../../../ui/shop/money.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { ErrorLine } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Purse, Withdrawal } from './types.ts';

/** Asks for money: first what tax and fee would take, then for real. A second tap is the same act. */
export function WithdrawSheet({ purse, onClose }: { purse: Purse; onClose: () => void }) {
  const words = useWords('partner').withdraw;
  const format = useFormat();
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const look = useAct(null, async (client, amount: Purse['fee']) => await client.askWithdrawal({ amount }, { dryRun: true }));
  const ask = useAct('partner.withdraw', async (client, amount: Purse['fee'], how) => await client.askWithdrawal({ amount }, how));
  if (ask.answer) {
    return (
      <Sheet title={words.title} onClose={onClose}>
        <p className="zh-note" role="status">
          {say(words.done, { amount: format.money(ask.answer.net) })}
        </p>
      </Sheet>
    );
  }
  const shown = look.answer;
  return (
    <Sheet title={words.title} onClose={onClose}>
      {shown ? (
        <div className="zh-stack">
          <Division of={shown} />
          <ErrorLine error={ask.error} />
          <Button color="primary" size="large" block loading={ask.isPending} onClick={() => ask.go(shown.amount)}>
            {say(words.confirm, { amount: format.money(shown.amount) })}
          </Button>
          <Button
            block
            onClick={() => {
              look.reset();
              ask.reset();
            }}
          >
            {words.other}
          </Button>
        </div>
      ) : (
        <form
          className="zh-stack"
          onSubmit={(event) => {
            event.preventDefault();
            const amount = typedMoney(text, purse.available.currency);
            const isAmount = amount !== null && amount !== 'wrong';
            setWrong(!isAmount);
            if (isAmount) look.go(amount);
          }}
        >
          <label className="zs-field">
            <span>{words.amount}</span>
            <input
              className="zs-input zh-number"
              inputMode="decimal"
              required
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <span className="zh-soft zh-small">{say(words.least, { amount: format.money(purse.minimum) })}</span>
          </label>
          <Button onClick={() => look.go(purse.available)}>{say(words.all, { amount: format.money(purse.available) })}</Button>
          {isWrong ? (
            <p className="zh-error-line" role="alert">
              {words.wrong}
            </p>
          ) : null}
          <ErrorLine error={look.error} />
          <Button color="primary" size="large" block type="submit" loading={look.isPending}>
            {words.look}
          </Button>
          <p className="zh-soft zh-small">{words.methods[purse.taxMethod]}</p>
        </form>
      )}
    </Sheet>
  );
}

function Division({ of }: { of: Withdrawal }) {
  const words = useWords('partner').withdraw;
  return (
    <>
      <dl className="zs-sum">
        <SumRow name={words.gross} of={of.amount} />
        <SumRow name={words.tax} of={of.tax.amount} />
        <SumRow name={words.fee} of={of.fee} />
        <SumRow name={words.net} of={of.net} isTotal />
      </dl>
      <p className="zh-soft zh-small">{words.methods[of.tax.method]}</p>
      {of.tax.isEstimate && of.tax.amount.amount !== '0' ? <p className="zh-soft zh-small">{words.estimate}</p> : null}
    </>
  );
}
