import { DsraError } from './errors';
import { randomFromBits, type Random } from './random';

// MT19937 (Matsumoto & Nishimura 1998), seeded as CPython seeds it: init_by_array over 32-bit words.
const size = 624;
const shift = 397;

function initGenrand(seed: number): Uint32Array {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; i++) {
    const previous = state[i - 1]!;
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

function initByArray(key: readonly number[]): Uint32Array {
  const state = initGenrand(19650218);
  let i = 1;
  const mix = (factor: number, add: number): void => {
    const previous = state[i - 1]!;
    state[i] = (state[i]! ^ Math.imul(previous ^ (previous >>> 30), factor)) + add;
    if (++i === size) {
      state[0] = state[size - 1]!;
      i = 1;
    }
  };
  for (let k = 0; k < Math.max(size, key.length); k++) mix(1664525, key[k % key.length]! + (k % key.length));
  for (let k = 1; k < size; k++) mix(1566083941, -i);
  state[0] = 0x80000000;
  return state;
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < size; i++) {
    const y = (state[i]! & 0x80000000) | (state[(i + 1) % size]! & 0x7fffffff);
    state[i] = state[(i + shift) % size]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}

function temper(y: number): number {
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}

function words(seed: number | bigint): number[] {
  let rest = BigInt(seed);
  if (rest < 0n) rest = -rest;
  const out = [Number(rest & 0xffffffffn)];
  for (rest >>= 32n; rest > 0n; rest >>= 32n) out.push(Number(rest & 0xffffffffn));
  return out;
}

function keyOf(seed: number | bigint | readonly number[]): readonly number[] {
  if (typeof seed === 'object') {
    if (seed.length > 0 && seed.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32))
      return seed;
    throw new DsraError(
      'badConfig',
      `a seed list needs integers from 0 to 2^32 - 1, got [${seed.join(', ')}]`,
    );
  }
  if (typeof seed === 'bigint' || Number.isSafeInteger(seed)) return words(seed);
  throw new DsraError('badConfig', `a seed must be an integer, got ${seed}`);
}

/**
 * A generator whose every draw equals Python's `random.Random(seed)`.
 * A list of 32-bit words seeds a derived stream: `mersenneTwister([seed, epoch])`.
 *
 * ```ts
 * const random = mersenneTwister(1);
 * random.next();             // 0.13436424411240122
 * random.shuffle([1, 2, 3]); // [3, 2, 1]
 * ```
 */
export function mersenneTwister(seed: number | bigint | readonly number[]): Random {
  const state = initByArray(keyOf(seed));
  let index = size;
  return randomFromBits(() => {
    if (index === size) {
      twist(state);
      index = 0;
    }
    return temper(state[index++]!);
  });
}
