import { dataSetTitle } from './titles';

/** What a report calls its data sets: two of them never alike. */
export interface DataSetNames {
  readonly title: (name: string) => string;
  /** A part of names of files, that every file system takes. */
  readonly file: (name: string) => string;
}

/**
 * Titles as their sources say. Where several say the same, as much of the path as tells them apart: `2023/birds` and
 * `2024/birds`, `textures` and `embedded/textures`.
 */
export function dataSetNames(all: readonly string[]): DataSetNames {
  const names = [...new Set(all)];
  const titles = new Map<string, string>();
  for (const alike of grouped(names, dataSetTitle))
    for (const [name, title] of apart(alike)) titles.set(name, title);
  const files = new Map<string, string>();
  for (const alike of grouped(names, fileName)) {
    for (const [place, name] of alike.entries()) {
      files.set(name, place === 0 ? fileName(name) : `${fileName(name)}-${place + 1}`);
    }
  }
  return {
    title: (name) => titles.get(name) ?? dataSetTitle(name),
    file: (name) => files.get(name) ?? fileName(name),
  };
}

const fileName = (name: string): string => name.replaceAll(/[^a-z0-9]+/giu, '-').replaceAll(/^-+|-+$/gu, '');

/** Those of one key together. */
function grouped(names: readonly string[], key: (name: string) => string): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of names) groups.set(key(name), [...(groups.get(key(name)) ?? []), name]);
  return [...groups.values()];
}

/** The shortest ends of their paths that differ. */
function apart(alike: readonly string[]): [name: string, title: string][] {
  if (alike.length === 1) return alike.map((name) => [name, dataSetTitle(name)]);
  const paths = alike.map((name) => name.split(/[/\\]/u).filter((part) => part !== '' && part !== '.'));
  const longest = Math.max(...paths.map(({ length }) => length));
  for (let length = 1; length <= longest; length++) {
    const ends = paths.map((parts) => parts.slice(-length).join('/'));
    if (new Set(ends).size === ends.length) return alike.map((name, place) => [name, ends[place]!]);
  }
  return alike.map((name) => [name, name]);
}
