import { counted, duration } from '../../terminal/figures';
import type { TextStream } from '../../terminal/io';
import { type Cell, cellId } from '../cell';
import type { CellRecord } from '../record';
import type { GridEvents } from '../running/runGrid';
import type { Unit } from '../running/unit';
import { cellWords, resultWords } from './cellWords';
import { liveLines } from './liveLines';
import { timeLeft } from './timeLeft';

/** The table of progress: what is done, what is under way, how long it still takes. */
export interface GridProgress extends GridEvents {
  readonly stop: () => void;
}

/**
 * In a terminal, lines that are drawn again in place, below a line for each cell that is done; in a pipe the latter alone.
 * @param jobs how many cells are computed at a time, for the time left
 */
export function gridProgress(
  stream: TextStream,
  { total, jobs }: { total: number; jobs: number },
): GridProgress {
  const clock = timeLeft();
  const running = new Map<Unit, number>();
  const waiting = new Set<Unit>();
  const live = liveLines(stream);
  let [done, failed] = [0, 0];

  const left = (): string => {
    const rest = [...waiting].map((unit) => ({ cell: unit.cells[0], done: running.get(unit) ?? 0 }));
    const seconds = rest.length === 0 ? 0 : clock.for(rest, jobs);
    return seconds === undefined ? 'time left unknown' : `${duration(1000 * seconds)} left`;
  };
  const summary = (): string =>
    `${done} of ${counted(total, 'cell')} done${failed > 0 ? `, ${failed} failed` : ''}; ${left()}`;
  const draw = (): void => {
    live.show(() => [
      ...[...running].map(([unit, share]) => `  ${percentOf(share)}  ${cellWords(unit.cells[0])}`),
      summary(),
    ]);
  };
  const count = ({ status }: CellRecord): void => {
    done++;
    if (status === 'failed') failed++;
  };
  return {
    onStart: (known, units) => {
      done = known;
      for (const unit of units) waiting.add(unit);
      const cells = units.reduce((sum, unit) => sum + unit.cells.length, 0);
      const trainings = counted(units.length, 'training');
      live.keep(`${counted(total, 'cell')}: ${known} known, ${cells} to compute in ${trainings}`);
      draw();
    },
    onUnit: (unit) => {
      running.set(unit, 0);
      draw();
    },
    onProgress: (unit, share) => {
      running.set(unit, share);
      draw();
    },
    onRecord: (record) => {
      count(record);
      const unit = unitOf(waiting, record.cell);
      if (unit && isFirst(unit, record.cell)) {
        running.delete(unit);
        waiting.delete(unit);
        clock.took(record.cell, record.seconds);
      }
      const took = record.sameAs ? 'the same training' : duration(1000 * record.seconds);
      live.keep(`[${done}/${total}] ${cellWords(record.cell)}: ${resultWords(record)}; ${took}; ${left()}`);
      draw();
    },
    stop: () => {
      live.clear();
    },
  };
}

const percentOf = (share: number): string => `${Math.round(100 * share)}%`.padStart(4);

const unitOf = (units: Iterable<Unit>, cell: Cell): Unit | undefined =>
  [...units].find(({ cells }) => isFirst({ cells }, cell));

const isFirst = ({ cells }: Pick<Unit, 'cells'>, cell: Cell): boolean => cellId(cells[0]) === cellId(cell);
