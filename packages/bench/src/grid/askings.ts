import path from 'node:path';
import { z } from 'zod';
import { inParallel } from '../data/inParallel';
import { type Cell, cellId, cellSchema, hashOf } from './cell';
import { namesIn, readResult, writeResult } from './resultFiles';

/** What was asked for of a results folder. */
export interface Askings {
  /** Every cell once, in the order of asking. */
  cells(): Promise<Cell[]>;
  /** Adds what was not asked for yet. */
  add(cells: readonly Cell[]): Promise<void>;
}

const askingSchema = z.object({
  version: z.literal(1),
  /** Higher than those that were there when it was asked. */
  order: z.int().min(0).default(0),
  cells: z.array(cellSchema),
});

interface Asking {
  readonly order: number;
  readonly cells: readonly Cell[];
}

/**
 * One file each, `asked/<hash>.json`, so that several processes may ask at once and none loses another's questions. A `grid.json`
 * of earlier versions is one of them, the first.
 */
export function askings(folder: string): Askings {
  const all = async (): Promise<Asking[]> => {
    const names = (await namesIn(path.join(folder, 'asked'))).map((name) => path.join('asked', name));
    const read = (name: string) => readResult(path.join(folder, name), askingSchema);
    const found = await inParallel(['grid.json', ...names], read);
    return found.filter((asking) => asking !== undefined).sort((a, b) => a.order - b.order);
  };
  return {
    cells: async () => cellsOf(await all()),
    add: async (cells) => {
      const before = await all();
      const known = new Set(cellsOf(before).map(cellId));
      const fresh = cellsOf([{ cells }]).filter((cell) => !known.has(cellId(cell)));
      if (fresh.length === 0) return;
      const order = before.length === 0 ? 0 : before.at(-1)!.order + 1;
      const name = path.join('asked', `${hashOf(fresh.map(cellId))}.json`);
      const lines = fresh.map((cell) => JSON.stringify(cell)).join(',\n');
      await writeResult(folder, name, `{"version":1,"order":${order},"cells":[\n${lines}\n]}\n`);
    },
  };
}

const cellsOf = (askings: readonly Pick<Asking, 'cells'>[]): Cell[] => [
  ...new Map(askings.flatMap(({ cells }) => cells.map((cell) => [cellId(cell), cell]))).values(),
];
