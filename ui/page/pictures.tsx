import { color } from '../tokens/index.ts';

export type PictureName = 'loop' | 'people' | 'orders' | 'stages' | 'tree' | 'grid' | 'file' | 'key' | 'products';

/** Small drawings of what will stand where nothing stands yet. Decoration: the words beside them say it all. */
export function Picture({ name }: { name: PictureName }) {
  return (
    <svg className="zh-picture" viewBox="0 0 200 120" aria-hidden="true" fill="none">
      {pictures[name]}
    </svg>
  );
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => (
    <g key={at} opacity={1 - at * 0.2}>
      <circle cx="34" cy={24 + at * 24} r="8" fill={at === 0 ? color.referred : color.fan} />
      <rect x="52" y={20 + at * 24} width={72 - at * 8} height="8" rx="4" fill={color.line} />
      <rect x="144" y={20 + at * 24} width={32 - at * 4} height="8" rx="4" fill={color.customer} />
    </g>
  ));

const pictures: Record<PictureName, React.ReactNode> = {
  loop: (
    <>
      <path d="M20 76c34 0 44-44 84-44s60 20 60 36-18 30-44 30-40-14-60-14" stroke={color.line} strokeWidth="16" strokeLinecap="round" />
      <path d="M104 32c40 0 60 20 60 36s-18 30-44 30" stroke={color.referred} strokeWidth="8" strokeLinecap="round" opacity=".85" />
      <path d="M120 98c-26 0-40-14-60-14" stroke={color.repeat} strokeWidth="8" strokeLinecap="round" opacity=".85" />
    </>
  ),
  people: <>{lines(4)}</>,
  orders: (
    <>
      {[0, 1, 2].map((at) => (
        <g key={at} opacity={1 - at * 0.28}>
          <rect x="32" y={16 + at * 32} width="136" height="24" rx="6" fill={color.surface} stroke={color.line} strokeWidth="2" />
          <rect x="44" y={24 + at * 32} width="48" height="8" rx="4" fill={color.line} />
          <rect x="128" y={24 + at * 32} width="28" height="8" rx="4" fill={color.repeat} />
        </g>
      ))}
    </>
  ),
  products: (
    <>
      {[0, 1, 2].map((at) => (
        <g key={at}>
          <rect
            x={24 + at * 54}
            y="28"
            width="44"
            height="44"
            rx="8"
            fill={[color.accentWash, color.sunken, color.sunken][at]}
            stroke={color.line}
            strokeWidth="2"
          />
          <rect x={28 + at * 54} y="84" width="36" height="6" rx="3" fill={color.line} />
        </g>
      ))}
    </>
  ),
  stages: (
    <>
      {[color.prospect, color.fan, color.customer, color.repeatStage, color.member, color.partner].map((fill, at) => (
        <rect key={fill} x={20 + at * 28} y={20 + at * 10} width="20" height={84 - at * 13} rx="4" fill={fill} />
      ))}
    </>
  ),
  tree: (
    <>
      <path d="M100 28v24M44 76V62h112v14M100 52v24" stroke={color.line} strokeWidth="3" />
      <circle cx="100" cy="24" r="12" fill={color.partner} />
      {[44, 100, 156].map((x) => (
        <circle key={x} cx={x} cy="86" r="10" fill={color.customer} />
      ))}
    </>
  ),
  grid: (
    <>
      {Array.from({ length: 20 }, (_, at) => {
        const row = Math.floor(at / 5);
        const column = at % 5;
        return column + row > 5 ? null : (
          <rect
            key={at}
            x={32 + column * 28}
            y={14 + row * 24}
            width="24"
            height="20"
            rx="4"
            fill={color.repeat}
            opacity={0.75 - column * 0.15}
          />
        );
      })}
    </>
  ),
  file: (
    <>
      <path
        d="M68 16h44l24 24v60a8 8 0 0 1-8 8H68a8 8 0 0 1-8-8V24a8 8 0 0 1 8-8z"
        fill={color.surface}
        stroke={color.line}
        strokeWidth="3"
      />
      <path d="M112 16v24h24" stroke={color.line} strokeWidth="3" />
      {[0, 1, 2].map((at) => (
        <rect key={at} x="74" y={56 + at * 14} width={48 - at * 8} height="6" rx="3" fill={at === 0 ? color.referred : color.line} />
      ))}
    </>
  ),
  key: (
    <>
      <circle cx="72" cy="60" r="24" stroke={color.line} strokeWidth="10" />
      <path d="M96 60h68M148 60v20M128 60v14" stroke={color.referred} strokeWidth="8" strokeLinecap="round" />
    </>
  ),
};
