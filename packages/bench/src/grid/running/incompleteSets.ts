import { inParallel } from '../../data/inParallel';
import type { DataSetCheck } from '../../datasets/dataSet';
import { dataSetNamed } from '../../datasets/dataSetNamed';
import type { Unit } from './unit';

/** Data sets that these units need and that are not whole on this disk. */
export async function incompleteSets(units: readonly Unit[], root: string): Promise<DataSetCheck[]> {
  const names = new Set(units.flatMap(({ cell }) => [cell.dataSet, ...cell.targets]));
  const checks = await inParallel([...names], (name) => dataSetNamed(name).check(root));
  return checks.filter(({ complete }) => !complete);
}

/** The set, and the first thing that it lacks. */
export function lackInWords({ title, missing: [part], problems }: DataSetCheck): string {
  const lack = part ? `${part.path} is not there: ${part.what}` : (problems[0] ?? 'it cannot be used');
  return `${title}: ${lack}`;
}
