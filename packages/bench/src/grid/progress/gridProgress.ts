import { counted, duration } from '../../terminal/figures';
import type { TextStream } from '../../terminal/io';
import { cellId } from '../cell';
import type { CellRecord } from '../record';
import type { GridEvents } from '../running/runGrid';
import type { Unit } from '../running/unit';
import { cellWords, resultWords } from './cellWords';
import { liveLines } from './liveLines';
import { plannedWords } from './plannedWords';
import { timeLeft } from './timeLeft';

/** The table of progress: what is done, what is under way, how long it still takes. */
export interface GridProgress extends GridEvents {
  /** A line that stays. */
  readonly say: (line: string) => void;
  readonly stop: () => void;
}

/**
 * In a terminal, lines that are drawn again in place, below a line for each cell that is done; in a pipe the latter alone.
 * @param jobs how many cells are computed at a time, for the time left; Infinity where that is for others to say
 */
export function gridProgress(
  stream: TextStream,
  { total, jobs }: { total: number; jobs: number },
): GridProgress {
  const clock = timeLeft();
  const running = new Map<Unit, number>();
  /** By the cell that is executed. */
  const waiting = new Map<string, Unit>();
  const live = liveLines(stream);
  let [done, failed] = [0, 0];

  const left = (): string => {
    const rest = [...waiting.values()].map((unit) => ({ cell: unit.cell, done: running.get(unit) ?? 0 }));
    const seconds = rest.length === 0 ? 0 : clock.for(rest, jobs);
    return seconds === undefined ? 'time left unknown' : `${duration(1000 * seconds)} left`;
  };
  const summary = (): string =>
    `${done} of ${counted(total, 'cell')} done${failed > 0 ? `, ${failed} failed` : ''}; ${left()}`;
  const draw = (): void => {
    live.show(() => [
      ...[...running]
        .slice(0, mostShown)
        .map(([unit, share]) => `  ${percentOf(share)}  ${cellWords(unit.cell)}`),
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
      for (const unit of units) waiting.set(cellId(unit.cells[0]!), unit);
      live.keep(plannedWords(total, known, units));
      draw();
    },
    onUnit: (unit) => {
      // What is left of one, where others have written some of its cells.
      waiting.set(cellId(unit.cells[0]!), unit);
      running.set(unit, 0);
      draw();
    },
    onProgress: (unit, share) => {
      running.set(unit, share);
      draw();
    },
    onRecord: (record) => {
      count(record);
      const unit = waiting.get(record.id);
      if (unit) {
        running.delete(unit);
        waiting.delete(record.id);
        // One that failed says little of how long others take.
        if (record.status === 'done') clock.took(record.cell, record.seconds);
      }
      const took = record.sameAs ? 'the same training' : duration(1000 * record.seconds);
      live.keep(`[${done}/${total}] ${cellWords(record.cell)}: ${resultWords(record)}; ${took}; ${left()}`);
      draw();
    },
    say: (line) => {
      live.keep(line);
      draw();
    },
    stop: () => {
      live.clear();
    },
  };
}

/** A queue has all of its cells under way. */
const mostShown = 8;

const percentOf = (share: number): string => `${Math.round(100 * share)}%`.padStart(4);
