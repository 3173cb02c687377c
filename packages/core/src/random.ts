import { DsraError } from './errors';

/** Seeded draws, each equal to the function of the same purpose in Python's `random`. */
export interface Random {
  /** [0, 1) with 53 random bits: `random()`. */
  next(): number;
  /** An integer of `n` random bits, 1 ≤ n ≤ 32: `getrandbits(n)`. */
  bits(n: number): number;
  /** An integer in [0, n), 1 ≤ n < 2^32: `randrange(n)`. */
  below(n: number): number;
  /** A new, shuffled list, in the order in which `shuffle` would leave the items. */
  shuffle<T>(items: readonly T[]): T[];
  /** `k` different items, in the order of `sample` (CPython 3.8 and later). */
  sample<T>(items: readonly T[], k: number): T[];
  /** `k` items drawn with replacement: `choices(items, k=k)`. */
  choices<T>(items: readonly T[], k: number): T[];
  /** One draw from N(0, 1): Box–Muller on two calls of `next`. Ours, not Python's `gauss`. */
  normal(): number;
}

/** Python's ways of turning 32-bit words into numbers, choices and orders. */
export function randomFromBits(word: () => number): Random {
  const bits = (n: number): number => {
    demand(n >= 1 && n <= 32, 'bits', 'between 1 and 32', n);
    return word() >>> (32 - n);
  };
  const below = (n: number): number => {
    demand(n >= 1 && n < 2 ** 32, 'below', 'between 1 and 2^32 - 1', n);
    const length = 32 - Math.clz32(n);
    let drawn = bits(length);
    while (drawn >= n) drawn = bits(length);
    return drawn;
  };
  const next = (): number => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
  return {
    next,
    bits,
    below,
    shuffle: (items) => shuffle(items, below),
    sample: (items, k) => sample(items, k, below),
    choices: (items, k) => choices(items, k, next),
    // 1 - next() lies in (0, 1], so the logarithm is finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

function demand(holds: boolean, what: string, range: string, found: number): void {
  if (!holds || !Number.isInteger(found)) {
    throw new DsraError('badInput', `random.${what} needs an integer ${range}, got ${found}`);
  }
}

function shuffle<T>(items: readonly T[], below: (n: number) => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

function sample<T>(items: readonly T[], k: number, below: (n: number) => number): T[] {
  const n = items.length;
  demand(k >= 0 && k <= n, 'sample', `between 0 and the number of items, ${n}`, k);
  // CPython's choice: a pool where that is smaller than a set of k positions.
  const setSize = 21 + (k > 5 ? 4 ** Math.ceil(Math.log(3 * k) / Math.log(4)) : 0);
  return n <= setSize ? sampleFromPool(items, k, below) : sampleBySet(items, k, below);
}

function sampleFromPool<T>(items: readonly T[], k: number, below: (n: number) => number): T[] {
  const pool = [...items];
  return Array.from({ length: k }, (_, i) => {
    const last = pool.length - 1 - i;
    const j = below(last + 1);
    const drawn = pool[j]!;
    pool[j] = pool[last]!;
    return drawn;
  });
}

function sampleBySet<T>(items: readonly T[], k: number, below: (n: number) => number): T[] {
  const taken = new Set<number>();
  while (taken.size < k) taken.add(below(items.length));
  return Array.from(taken, (j) => items[j]!);
}

function choices<T>(items: readonly T[], k: number, next: () => number): T[] {
  demand(k >= 0 && (items.length > 0 || k === 0), 'choices', 'of at least 0, and items to choose from', k);
  return Array.from({ length: k }, () => items[Math.floor(next() * items.length)]!);
}
