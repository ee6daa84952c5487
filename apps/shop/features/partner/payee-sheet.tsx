import { useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { Bones, ErrorLine } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Payee, Purse } from './types.ts';

interface Props {
  /** what the first withdrawal still asks for */
  readonly missing: Purse['missing'];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Who is paid. What is sealed is not shown again: it is left as it is, or written anew. */
export function PayeeSheet(props: Props) {
  const words = useWords('partner').payee;
  const payee = useAsk(['partner', 'payee'], (client, signal) => client.payee({ signal }));
  return (
    <Sheet title={words.title} onClose={props.onClose}>
      <Answer of={payee} wait={<Bones shape="rows" count={4} />}>
        {(known) => <Fields known={known} {...props} />}
      </Answer>
    </Sheet>
  );
}

function Fields({ known, missing, onSaved }: Props & { known: Payee }) {
  const words = useWords('partner').payee;
  const [legalName, setLegalName] = useState(known.legalName ?? '');
  const [bornOn, setBornOn] = useState(known.bornOn ?? '');
  const [idNumber, setIdNumber] = useState('');
  const [account, setAccount] = useState('');
  const save = useAct(
    null,
    async (client, _: null) =>
      await client.updatePayee({
        ...(legalName.trim() === '' ? {} : { legalName: legalName.trim() }),
        ...(bornOn === '' ? {} : { bornOn }),
        ...(idNumber.trim() === '' ? {} : { idNumber: idNumber.trim() }),
        ...(account.trim() === '' ? {} : { account: account.trim() }),
      }),
    onSaved,
  );
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.go(null);
      }}
    >
      <p className="zh-soft">{words.why}</p>
      <Field name={words.legalName} value={legalName} onChange={setLegalName} isNeeded={missing.includes('legalName')} complete="name" />
      <Field
        name={words.idNumber}
        value={idNumber}
        onChange={setIdNumber}
        isNeeded={missing.includes('idNumber')}
        end={known.idNumberEnds}
      />
      <Field name={words.bornOn} value={bornOn} onChange={setBornOn} isNeeded={missing.includes('bornOn')} type="date" complete="bday" />
      <Field name={words.account} value={account} onChange={setAccount} isNeeded={missing.includes('account')} end={known.accountEnds} />
      <ErrorLine error={save.error} />
      <Button color="primary" size="large" block type="submit" loading={save.isPending}>
        {words.save}
      </Button>
    </form>
  );
}

function Field({
  name,
  value,
  onChange,
  isNeeded,
  end,
  type = 'text',
  complete = 'off',
}: {
  name: string;
  value: string;
  onChange: (value: string) => void;
  isNeeded: boolean;
  end?: string | null;
  type?: 'text' | 'date';
  complete?: string;
}) {
  const words = useWords('partner').payee;
  return (
    <label className="zs-field">
      <span>{name}</span>
      <input
        className="zs-input"
        type={type}
        autoComplete={complete}
        maxLength={200}
        required={isNeeded}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {end ? <span className="zh-soft zh-small">{say(words.ends, { end })}</span> : null}
    </label>
  );
}
