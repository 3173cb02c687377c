import { methodTable } from '@dsra/prompts';
import type { Cell } from '../grid/cell';
import { canonicalJson } from '../grid/canonicalJson';
import { hostOf, isCombined } from '../grid/combination';
import type { Asked } from './asked';
import { methodTitle } from './titles';

/** The cells of one row: one method in one variant, trained in one way, over data sets, shots and seeds. */
export interface Row {
  readonly method: string;
  readonly variant: string;
  /** What tells it from a row of the same name, which was trained otherwise: `epochs 4`. */
  readonly difference: string;
  readonly title: string;
  readonly asked: readonly Asked[];
}

/** The rows of a table, methods in the order of the method table, variants in that of asking. */
export function rowsOf(asked: readonly Asked[]): Row[] {
  const groups = new Map<string, Asked[]>();
  for (const one of asked) {
    const key = JSON.stringify([one.cell.method, one.cell.variant]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()]
    .flatMap(apart)
    .map(({ difference, asked: own }) => {
      const { method, variant } = own[0]!.cell;
      const inBrackets = [variant, difference].filter((part) => part !== '').join(', ');
      const title = inBrackets === '' ? methodTitle(method) : `${methodTitle(method)}, ${inBrackets}`;
      return { method, variant, difference, title, asked: own };
    })
    .sort((a, b) => place(a.method) - place(b.method));
}

const order = Object.keys(methodTable);

/** Combinations with DsRA come right after their hosts. */
function place(method: string): number {
  const found = order.indexOf(hostOf(method));
  return (found < 0 ? order.length : found) + (isCombined(method) ? 0.5 : 0);
}

/** Where one seed was asked for twice with different settings, a row for each: two trainings are not two seeds. */
function apart(asked: readonly Asked[]): { difference: string; asked: Asked[] }[] {
  const differing = new Set<string>();
  for (const twins of sameQuestion(asked)) for (const path of differingPaths(twins)) differing.add(path);
  const rows = new Map<string, Asked[]>();
  for (const one of asked) {
    const facts = factsOf(one.cell);
    const name = [...differing].map((path) => `${lastOf(path)} ${facts.get(path) ?? 'none'}`).join(', ');
    rows.set(name, [...(rows.get(name) ?? []), one]);
  }
  return [...rows].map(([difference, own]) => ({ difference, asked: own }));
}

function sameQuestion(asked: readonly Asked[]): Cell[][] {
  const groups = new Map<string, Cell[]>();
  for (const { cell } of asked) {
    const key = JSON.stringify([cell.dataSet, cell.shots, cell.seed]);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

function differingPaths(cells: readonly Cell[]): string[] {
  const facts = cells.map(factsOf);
  const paths = new Set(facts.flatMap((own) => [...own.keys()]));
  return [...paths].filter((path) => new Set(facts.map((own) => own.get(path))).size > 1);
}

/** What a training may differ in, by path: `settings.epochs` → `50`. */
function factsOf({ settings, options, testPerClass, contents }: Cell): Map<string, string> {
  const facts = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    } else if (value !== undefined) facts.set(path, typeof value === 'string' ? value : canonicalJson(value));
  };
  walk({ settings, options, testPerClass, contents }, '');
  return facts;
}

const lastOf = (path: string): string => path.split('.').at(-1)!;
