import { percent } from '../../terminal/figures';
import type { Cell } from '../cell';
import type { CellRecord } from '../record';

/** A cell in a few words: `few-shot embedded/objects dsra, 16 shots, seed 1`. */
export function cellWords({ protocol, dataSet, method, variant, shots, seed }: Cell): string {
  const varied = variant === '' ? '' : ` (${variant})`;
  const drawn = shots === 0 ? '' : `, ${shots} ${shots === 1 ? 'shot' : 'shots'}, seed ${seed}`;
  return `${protocol} ${dataSet} ${method}${varied}${drawn}`;
}

/** What a cell gave, or why it gave nothing. */
export function resultWords({ status, error, metrics }: CellRecord): string {
  if (status === 'failed') return `FAILED: ${error ?? 'for no known reason'}`;
  const shown = Object.entries(metrics).filter(([name]) => name !== 'picturesPerSecond');
  return shown
    .map(([name, value]) => `${name} ${value === null ? 'not possible' : percent(value)}`)
    .join(', ');
}
