import { deviation, mean } from '../statistics';
import { table } from '../terminal/table';
import type { CellRecord } from './record';

/** Means over seeds for a first look, in percent: a table for each protocol, a row for each data set, method and number of shots. */
export function summaryTable(records: readonly CellRecord[]): string[] {
  const done = records.filter(({ status }) => status === 'done');
  return [...groupsBy(done, ({ cell }) => cell.protocol)].flatMap(([protocol, own]) => [
    '',
    protocol,
    ...protocolTable(own),
  ]);
}

function protocolTable(records: readonly CellRecord[]): string[] {
  const names = [...new Set(records.flatMap(({ metrics }) => Object.keys(metrics)))].filter(
    (name) => name !== 'picturesPerSecond',
  );
  const keyOf = ({ cell }: CellRecord) =>
    JSON.stringify([cell.dataSet, cell.method, cell.variant, cell.shots]);
  const rows = [...groupsBy(records, keyOf).values()].map((group) => {
    const { dataSet, method, variant, shots } = group[0]!.cell;
    return [
      dataSet,
      variant === '' ? method : `${method} (${variant})`,
      shots === 0 ? '-' : String(shots),
      ...names.map((name) => shown(group.map(({ metrics }) => metrics[name]))),
      String(group.length),
    ];
  });
  return table([['data set', 'method', 'shots', ...names.map(short), 'seeds'], ...rows]);
}

const short = (name: string): string => name.replace('embedded/', '');

function groupsBy(
  records: readonly CellRecord[],
  keyOf: (record: CellRecord) => string,
): Map<string, CellRecord[]> {
  const groups = new Map<string, CellRecord[]>();
  for (const record of records) {
    const key = keyOf(record);
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
