import path from 'node:path';
import { inParallel } from '../data/inParallel';
import { askings } from './askings';
import { type Cell, cellId } from './cell';
import { type CellEmbeddings, type CellRecord, embeddingsSchema, recordSchema } from './record';
import { namesIn, notOurs, readResult, writeResult } from './resultFiles';

/** Features of one cell's test pictures, as the plain model and as the tuned one have them. */
export interface BeforeAndAfter {
  readonly before: CellEmbeddings;
  readonly after: CellEmbeddings;
}

/**
 * A folder that a grid's results are in:
 *
 *     asked/<hash>.json                    the cells that were asked for, a file for each asking
 *     grid.json                            the same, of earlier versions: read, and not written
 *     cells/<id>.json                      one record each
 *     embeddings/<id>-before|after.json    features of test pictures, of cells that keep them
 *
 * Files are written beside and renamed: a killed run leaves whole ones alone. Several processes may write into one folder, also
 * from several machines.
 */
export interface Results {
  readonly folder: string;
  /** All that was ever asked for, in the order of asking; empty where nothing was yet. */
  grid(): Promise<Cell[]>;
  /**
   * All that are there, by their ids.
   * @throws DsraError `badFile` naming the file that is no record, or another cell's
   */
  records(): Promise<Map<string, CellRecord>>;
  /** One of them, if it is there. */
  record(id: string): Promise<CellRecord | undefined>;
  embeddings(id: string): Promise<BeforeAndAfter | undefined>;
  /** Adds to the grid what is not in it. */
  ask(cells: readonly Cell[]): Promise<void>;
  write(record: CellRecord, embeddings?: BeforeAndAfter): Promise<void>;
}

export function openResults(folder: string): Results {
  const at = (...names: string[]): string => path.join(folder, ...names);
  const asked = askings(folder);
  const record = (id: string): Promise<CellRecord | undefined> => readRecord(at('cells', `${id}.json`), id);
  return {
    folder,
    grid: () => asked.cells(),
    ask: (cells) => asked.add(cells),
    record,
    records: async () => {
      const ids = (await namesIn(at('cells'))).map((name) => path.basename(name, '.json'));
      const found = await inParallel(ids, record);
      return new Map(found.flatMap((one) => (one ? [[one.id, one] as const] : [])));
    },
    embeddings: async (id) => {
      const [before, after] = await Promise.all(
        (['before', 'after'] as const).map((when) =>
          readResult(at('embeddings', `${id}-${when}.json`), embeddingsSchema),
        ),
      );
      return before && after ? { before, after } : undefined;
    },
    write: async (record, embeddings) => {
      const { id } = record;
      if (embeddings) {
        for (const when of ['before', 'after'] as const) {
          await writeResult(folder, `embeddings/${id}-${when}.json`, `${JSON.stringify(embeddings[when])}\n`);
        }
      }
      // Last: who sees the record sees what belongs to it.
      await writeResult(folder, `cells/${id}.json`, `${JSON.stringify(record, undefined, 1)}\n`);
    },
  };
}

/** A copied or edited file would otherwise answer for another cell. */
async function readRecord(file: string, id: string): Promise<CellRecord | undefined> {
  const record = await readResult(file, recordSchema);
  if (!record) return undefined;
  const own = cellId(record.cell);
  if (record.id === id && own === id) return record;
  throw notOurs(file, `it is named ${id}, says that it is ${record.id}, and holds cell ${own}`);
}
