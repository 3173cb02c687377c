import { cleanClassName } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import { few } from './few';

/** Python's order of strings, by code point: what numbers the classes. */
export function byCodePoint(a: string, b: string): number {
  const left = Array.from(a, codePoint);
  const right = Array.from(b, codePoint);
  const first = left.findIndex((code, index) => code !== right[index]);
  return first < 0 ? left.length - right.length : left[first]! - (right[first] ?? -1);
}

/** Cleaned names in the order given. Refuses fewer than two, nameless ones, and two that read the same. */
export function checkedClassNames(raw: readonly string[], where: string): string[] {
  if (raw.length < 2) {
    const found = raw.length === 0 ? 'no class' : `only one class, "${raw[0]}"`;
    throw new DsraError(
      'badInput',
      `${where} has ${found}: it takes at least two, each a sub-folder with its pictures`,
    );
  }
  const names = raw.map(cleanClassName);
  const nameless = raw.filter((_, index) => names[index]!.trim() === '');
  if (nameless.length > 0) throw new DsraError('badInput', `${where}: "${nameless[0]}" is no class name`);
  refuseTwins(raw, names, where);
  return names;
}

function refuseTwins(raw: readonly string[], names: readonly string[], where: string): void {
  const seen = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const key = name.trim().replace(/\s+/gu, ' ').toLowerCase();
    const twin = seen.get(key);
    if (twin !== undefined) {
      const pair = few([twin, raw[index]!].map((text) => `"${text}"`));
      throw new DsraError(
        'badInput',
        `${where}: ${pair} are one class name for CLIP ("${key}"): rename or join them`,
      );
    }
    seen.set(key, raw[index]!);
  }
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}
