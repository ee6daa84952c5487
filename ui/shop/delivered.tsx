import { useState } from 'react';
import { Button } from './button.tsx';
import { useShop } from './shop.tsx';

/** What a virtual good handed over: a text, a link, or a code for each piece, each to be taken along with one tap. */
export function Delivered({ of }: { of: { kind: 'text' | 'link' | 'codes'; text: string | null; codes: readonly string[] } }) {
  const { words } = useShop();
  if (of.kind === 'codes') {
    if (of.codes.length === 0) return <p className="zh-note zh-note-warning">{words.delivered.soon}</p>;
    return (
      <ul className="zs-codes">
        {of.codes.map((code) => (
          <li key={code} className="zs-code">
            <code className="zs-code-text">{code}</code>
            <Copy text={code} />
          </li>
        ))}
      </ul>
    );
  }
  const text = of.text ?? '';
  if (of.kind === 'link' && /^https?:\/\//i.test(text)) {
    return (
      <a href={text} className="zh-go zh-go-plain" rel="noopener noreferrer" target="_blank">
        {words.delivered.open}
      </a>
    );
  }
  return (
    <div className="zs-code">
      <p className="zs-prose">{text}</p>
      <Copy text={text} />
    </div>
  );
}

/** Takes a text along; where the browser forbids it the text stands there to be held and copied. */
function Copy({ text }: { text: string }) {
  const { words } = useShop();
  const [isDone, setDone] = useState(false);
  if (!navigator.clipboard) return null;
  return (
    <Button
      size="small"
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => setDone(true));
      }}
    >
      {isDone ? words.delivered.copied : words.delivered.copy}
    </Button>
  );
}
