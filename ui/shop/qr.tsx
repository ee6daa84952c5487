import encodeQR from 'qr';
import { useMemo } from 'react';

/** A text as a QR code of vectors, black on white with its quiet border; whoever cannot see it is told what it leads to. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => drawn(encodeQR(text, 'raw', { border: 2, ecc: 'medium' })), [text]);
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} className="zs-qr" shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  );
}

/** One path with a square for every dark module. */
function drawn(modules: boolean[][]): { path: string; size: number } {
  const path = modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { path, size: modules.length };
}
