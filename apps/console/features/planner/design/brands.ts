import type { DesignDocument } from './use-design.ts';

type Brands = NonNullable<DesignDocument['brands']>;
type Faces = NonNullable<DesignDocument['ips']>;
export type BrandText = Brands[number];
export type FaceText = Faces[number];
type Matrix = NonNullable<DesignDocument['matrix']>;

/** The first brand of a design is the platform brand; those after it are its product brands. */
export const PLATFORM = 0;

export const MOST_BRANDS = 20;
export const MOST_FACES = 40;

/** A design without one brand: what was written about it goes, everything about the others keeps its place beside them. */
export function withoutBrand(document: DesignDocument, gone: number): DesignDocument {
  const ips = document.ips?.map((face) => {
    const at = face.brandIndex;
    return at == null || at < gone ? face : { ...face, brandIndex: at === gone ? null : at - 1 };
  });
  return {
    ...document,
    brands: (document.brands ?? []).filter((_, at) => at !== gone),
    ...(ips ? { ips } : {}),
    ...(document.matrix ? { matrix: moved(document.matrix, 0, gone) } : {}),
  };
}

/** A design without one face. */
export function withoutFace(document: DesignDocument, gone: number): DesignDocument {
  return {
    ...document,
    ips: (document.ips ?? []).filter((_, at) => at !== gone),
    ...(document.matrix ? { matrix: moved(document.matrix, 1, gone) } : {}),
  };
}

function moved(matrix: Matrix, side: 0 | 1, gone: number): Matrix {
  return Object.fromEntries(
    Object.entries(matrix).flatMap(([key, cell]) => {
      const places = key.split('.').map(Number);
      const at = places[side] ?? 0;
      if (at === gone) return [];
      if (at > gone) places[side] = at - 1;
      return [[places.join('.'), cell]];
    }),
  );
}

/** Product brands for which nobody speaks. */
export function withoutFaceOf(document: DesignDocument): BrandText[] {
  const spoken = new Set((document.ips ?? []).map((face) => face.brandIndex));
  return (document.brands ?? []).filter((_, at) => at !== PLATFORM && !spoken.has(at));
}
