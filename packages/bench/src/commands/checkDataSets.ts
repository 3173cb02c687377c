import { stat } from 'node:fs/promises';
import { DsraError } from '@dsra/core';
import type { DataSetCheck, DataSetSource } from '../datasets/dataSet';
import { dataSetNamed, publishedSources } from '../datasets/dataSetNamed';
import { layoutPage } from '../datasets/published';
import { counted, thousands } from '../terminal/figures';
import { table } from '../terminal/table';
import { checkPictures } from './checkPictures';
import type { CommonOptions, Context } from './context';

export interface CheckOptions extends CommonOptions {
  /** Opens every picture, too. */
  readonly pictures?: boolean;
}

/**
 * `dsra datasets check`: what is there of the published sets, or of those named.
 * @throws DsraError `missing` when a set that is there or was named is not complete, after everything has been told
 */
export async function checkDataSets(
  context: Context,
  root: string,
  names: readonly string[],
  { pictures = false }: CheckOptions = {},
): Promise<void> {
  const { out } = context;
  const found = await stat(root).catch(() => undefined);
  if (!found?.isDirectory()) throw new DsraError('missing', `${root}: no such folder`);
  const sources = names.length > 0 ? names.map(dataSetNamed) : publishedSources;
  const checks: DataSetCheck[] = [];
  for (const source of sources) {
    const check = await source.check(root);
    checks.push(pictures ? await checkPictures(context, { source, check, root }) : check);
  }
  const states = checks.map(stateOf);
  const head = ['set', 'found', 'classes', 'train', 'validation', 'test', 'where'];
  const rows = checks.map((check, index) => [
    check.name,
    states[index]!,
    ...figures(check),
    check.folder ?? 'drawn',
  ]);
  for (const line of table([head, ...rows])) out.line(line);
  for (const [index, check] of checks.entries()) {
    if (names.length > 0 || states[index] !== 'no')
      for (const line of details(check, sources[index]!)) out.line(line);
  }
  out.json({ root, sets: checks.map((check, index) => ({ found: states[index], ...check })) });
  refuse(checks, states, { root, named: names.length > 0 });
}

type State = 'yes' | 'in part' | 'no';

/** A set whose only finding is its folder is not there. */
function stateOf({ complete, missing, problems, folder }: DataSetCheck): State {
  if (complete) return 'yes';
  return problems.length === 0 && missing.length === 1 && missing[0]!.path === folder ? 'no' : 'in part';
}

const figures = ({ classes, train, validation, test }: DataSetCheck): string[] =>
  [classes, train, validation, test].map((count) => (count === undefined ? '-' : thousands(count)));

function details({ title, missing, problems, remarks }: DataSetCheck, { kind }: DataSetSource): string[] {
  const lines = [
    ...missing.map(({ path, what }) => `  missing  ${path}\n           ${what}`),
    ...problems.map((problem) => `  wrong    ${problem}`),
    ...remarks.map((remark) => `  note     ${remark}`),
  ];
  if (lines.length === 0) return [];
  const help = kind === 'published' && missing.length > 0 ? [`  see      ${layoutPage({ title })}`] : [];
  return ['', title, ...lines, ...help];
}

function refuse(
  checks: readonly DataSetCheck[],
  states: readonly State[],
  { root, named }: { root: string; named: boolean },
): void {
  const counting = checks.filter((_, index) => named || states[index] !== 'no');
  if (counting.length === 0) {
    const example = 'expected folders such as imagenet/, caltech-101/, oxford_pets/ in it';
    throw new DsraError('missing', `${root}: none of the published data sets is there: ${example}`);
  }
  const lacking = counting.filter(({ complete }) => !complete);
  if (lacking.length === 0) return;
  const sets = counted(lacking.length, 'data set is', 'data sets are');
  throw new DsraError('missing', `${sets} not complete: ${lacking.map(({ name }) => name).join(', ')}`);
}
