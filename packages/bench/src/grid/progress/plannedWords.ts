import { counted } from '../../terminal/figures';
import type { Unit } from '../running/unit';

/** What is there of a grid and what is to be done: `8 cells: 2 known, 6 to compute in 5 trainings`. */
export function plannedWords(total: number, known: number, units: readonly Unit[]): string {
  const cells = units.reduce((sum, unit) => sum + unit.cells.length, 0);
  return `${counted(total, 'cell')}: ${known} known, ${cells} to compute in ${counted(units.length, 'training')}`;
}
