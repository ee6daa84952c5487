import { useEffect } from 'react';

/** The sums of a long page by name, each a step away. Sums come after the page does: the one in the address is gone to once it stands. */
export function SumsNav({ label, sums, isThere }: { label: string; sums: readonly { id: string; name: string }[]; isThere: boolean }) {
  useEffect(() => {
    const wanted = globalThis.location.hash.slice(1);
    if (isThere && wanted !== '') document.getElementById(wanted)?.scrollIntoView();
  }, [isThere]);
  return (
    <nav aria-label={label} className="zh-plan-sums">
      {sums.map(({ id, name }) => (
        <a key={id} href={`#${id}`} className="zh-button">
          {name}
        </a>
      ))}
    </nav>
  );
}
