import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import { z } from 'zod';
import { type Cell, cellId, cellSchema } from './cell';
import { type CellEmbeddings, type CellRecord, embeddingsSchema, recordSchema } from './record';

/** Features of one cell's test pictures, as the plain model and as the tuned one have them. */
export interface BeforeAndAfter {
  readonly before: CellEmbeddings;
  readonly after: CellEmbeddings;
}

/**
 * A folder that a grid's results are in:
 *
 *     grid.json                            every cell that was asked for, in the order of asking
 *     cells/<id>.json                      one record each
 *     embeddings/<id>-before|after.json    features of test pictures, of cells that keep them
 *
 * Files are written beside and renamed: a killed run leaves whole ones alone. Several processes may write into one folder, also
 * from several machines.
 */
export interface Results {
  readonly folder: string;
  /** Empty where nothing was asked for yet. */
  grid(): Promise<Cell[]>;
  /** All that are there, by their ids. */
  records(): Promise<Map<string, CellRecord>>;
  embeddings(id: string): Promise<BeforeAndAfter | undefined>;
  /** Adds to the grid what is not in it. */
  ask(cells: readonly Cell[]): Promise<void>;
  write(record: CellRecord, embeddings?: BeforeAndAfter): Promise<void>;
}

const gridSchema = z.object({ version: z.literal(1), cells: z.array(cellSchema) });

export function openResults(folder: string): Results {
  const at = (...names: string[]): string => path.join(folder, ...names);
  const grid = async (): Promise<Cell[]> => (await readJson(at('grid.json'), gridSchema))?.cells ?? [];
  return {
    folder,
    grid,
    records: async () => {
      const records = new Map<string, CellRecord>();
      for (const name of await namesIn(at('cells'))) {
        const record = (await readJson(at('cells', name), recordSchema))!;
        records.set(record.id, record);
      }
      return records;
    },
    embeddings: async (id) => {
      const [before, after] = await Promise.all(
        (['before', 'after'] as const).map((when) =>
          readJson(at('embeddings', `${id}-${when}.json`), embeddingsSchema),
        ),
      );
      return before && after ? { before, after } : undefined;
    },
    ask: async (cells) => {
      const before = await grid();
      const all = [...new Map([...before, ...cells].map((cell) => [cellId(cell), cell])).values()];
      if (all.length === before.length && all.length > 0) return;
      const lines = all.map((cell) => JSON.stringify(cell));
      await write(folder, 'grid.json', `{"version":1,"cells":[\n${lines.join(',\n')}\n]}\n`);
    },
    write: async (record, embeddings) => {
      const { id } = record;
      if (embeddings) {
        for (const when of ['before', 'after'] as const) {
          await write(folder, `embeddings/${id}-${when}.json`, `${JSON.stringify(embeddings[when])}\n`);
        }
      }
      // Last: who sees the record sees what belongs to it.
      await write(folder, `cells/${id}.json`, `${JSON.stringify(record, undefined, 1)}\n`);
    },
  };
}

async function write(folder: string, name: string, text: string): Promise<void> {
  // Made first and kept: writers that fail together would otherwise take it away from one another.
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true }).catch(() => undefined);
  await writeFilesAtomically(folder, { [name]: text });
}

/** Names of whole files: what is being written begins with a dot. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  });
  return names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
}

/** Nothing where there is no such file. */
async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new DsraError('badFile', `${file} cannot be read: ${message}`, { cause });
  });
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    const says = `${file} is no file of this benchmark's results: ${reason}; remove it to compute it again`;
    throw new DsraError('badFile', says.replaceAll(/\s+/gu, ' '), { cause });
  }
}
