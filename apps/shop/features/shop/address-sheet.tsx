import { useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { useAct } from '../../../../ui/shop/ask.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { ErrorLine } from '../../../../ui/shop/states.tsx';
import { useWords } from '../../words/topics.ts';
import type { Address } from './types.ts';

const fields = [
  { name: 'name', complete: 'name', kind: 'text', most: 100 },
  { name: 'phone', complete: 'tel', kind: 'tel', most: 40 },
  { name: 'region', complete: 'address-level1', kind: 'text', most: 200 },
  { name: 'street', complete: 'street-address', kind: 'text', most: 300 },
] as const;

/** Where goods go: one of the visitor's own addresses, or a new one. */
export function AddressSheet({
  addresses,
  chosen,
  onChoose,
  onClose,
}: {
  addresses: readonly Address[];
  chosen: string | null;
  onChoose: (id: string) => void;
  onClose: () => void;
}) {
  const words = useWords('shop').address;
  const [isNew, setNew] = useState(addresses.length === 0);
  const [typed, setTyped] = useState({ name: '', phone: '', region: '', street: '' });
  const add = useAct(
    'address',
    async (client, body: typeof typed, how) => await client.addAddress(body, how),
    (address) => {
      onChoose(address.id);
      onClose();
    },
  );
  if (isNew) {
    return (
      <Sheet title={words.add} onClose={onClose}>
        <form
          className="zh-stack"
          onSubmit={(event) => {
            event.preventDefault();
            add.go(typed);
          }}
        >
          {fields.map((field) => (
            <label key={field.name} className="zs-field">
              <span>{words[field.name]}</span>
              <input
                className="zs-input"
                type={field.kind}
                autoComplete={`shipping ${field.complete}`}
                maxLength={field.most}
                required
                value={typed[field.name]}
                onChange={(event) => setTyped({ ...typed, [field.name]: event.target.value })}
              />
            </label>
          ))}
          <p className="zh-soft zh-small">{words.forWhat}</p>
          <ErrorLine error={add.error} />
          <Button color="primary" size="large" block type="submit" loading={add.isPending}>
            {words.save}
          </Button>
        </form>
      </Sheet>
    );
  }
  return (
    <Sheet
      title={words.title}
      onClose={onClose}
      footer={
        <Button block onClick={() => setNew(true)}>
          {words.add}
        </Button>
      }
    >
      <div className="zs-rows" role="group" aria-label={words.title}>
        {addresses.map((address) => (
          <label key={address.id} className="zs-row">
            <input
              type="radio"
              name="address"
              className="zs-radio"
              checked={address.id === chosen}
              onChange={() => {
                onChoose(address.id);
                onClose();
              }}
            />
            <AddressText of={address} />
          </label>
        ))}
      </div>
    </Sheet>
  );
}

export function AddressText({ of }: { of: Pick<Address, 'name' | 'phone' | 'region' | 'street'> }) {
  return (
    <span className="zs-row-text">
      <span>
        <bdi>{of.name}</bdi> <span className="zh-number zh-soft">{of.phone}</span>
      </span>
      <bdi className="zh-soft">{`${of.region} ${of.street}`}</bdi>
    </span>
  );
}
