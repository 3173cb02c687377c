import { deviation, mean } from '../statistics';
import { table } from '../terminal/table';
import type { CellRecord } from './record';

/** Means over seeds for a first look, in percent: a row for each method and variant, data set and number of shots. */
export function summaryTable(records: readonly CellRecord[]): string[] {
  const done = records.filter(({ status }) => status === 'done');
  if (done.length === 0) return [];
  const groups = groupsOf(done);
  const names = [...new Set(done.flatMap(({ metrics }) => Object.keys(metrics)))].filter(
    (name) => name !== 'picturesPerSecond',
  );
  const rows = [...groups.values()].map((group) => {
    const { dataSet, method, variant, shots } = group[0]!.cell;
    return [
      dataSet,
      variant === '' ? method : `${method} (${variant})`,
      shots === 0 ? '-' : String(shots),
      ...names.map((name) => shown(group.map(({ metrics }) => metrics[name]))),
      String(group.length),
    ];
  });
  return table([['data set', 'method', 'shots', ...names, 'seeds'], ...rows]);
}

function groupsOf(records: readonly CellRecord[]): Map<string, CellRecord[]> {
  const groups = new Map<string, CellRecord[]>();
  for (const record of records) {
    const { dataSet, method, variant, shots } = record.cell;
    const key = JSON.stringify([dataSet, method, variant, shots]);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return groups;
}

function shown(values: readonly (number | null | undefined)[]): string {
  const numbers = values.filter((value) => typeof value === 'number').map((value) => 100 * value);
  if (numbers.length === 0) return '-';
  const middle = mean(numbers).toFixed(1);
  return numbers.length > 1 ? `${middle} ±${deviation(numbers).toFixed(1)}` : middle;
}
