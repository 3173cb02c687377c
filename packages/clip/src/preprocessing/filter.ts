/** An interpolation kernel: its weight at distance x, zero outside ±support (in source pixels). */
export interface Filter {
  readonly support: number;
  readonly weight: (x: number) => number;
}

export type Interpolation = 'bicubic' | 'bilinear';

/** Keys' cubic with a = −0.5, Pillow's BICUBIC. */
function cubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
}

function triangle(x: number): number {
  return Math.max(1 - Math.abs(x), 0);
}

export const filters: Readonly<Record<Interpolation, Filter>> = {
  bicubic: { support: 2, weight: cubic },
  bilinear: { support: 1, weight: triangle },
};
