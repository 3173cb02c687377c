import { randomBytes } from 'node:crypto';
import { open, rm, rmdir, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { DsraError, isDsraError } from '../errors';
import { unwritable } from './fileErrors';
import { makeFolders } from './makeFolders';
import { type Replaced, replaceFile } from './replaceFile';

/** Writes a file's content through an open handle. */
export type Writer = (file: FileHandle) => Promise<void>;

/**
 * Writes files into a folder, which is made if need be: all beside their places first, then all renamed, in the given order.
 * When one fails, none appears, what was there stays, and nothing half-written is left. Only a process that is killed
 * between two renames leaves some new files beside old ones, each of them whole; what was replaced may then still
 * lie beside its place, as `.name.….old`.
 *
 * @param files by name relative to the folder; names may be nested (`text/a.json`); a function writes a file too large for memory
 * @throws DsraError `unwritable` with the path and the reason, `badInput` for a name outside the folder
 */
export async function writeFilesAtomically(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string | Writer>>,
): Promise<void> {
  const writers = Object.entries(files).map(([name, content]): [string, Writer] => [
    pathWithin(folder, name),
    typeof content === 'function' ? content : (file) => file.writeFile(content),
  ]);
  await writeAll(folder, writers);
}

/** The same for any way of writing, for files too large for memory. */
export async function writeAll(
  folder: string,
  writers: readonly (readonly [path: string, Writer])[],
): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    await attempt(folder, () => makeFolder(folder, undo));
    const puts: (() => Promise<Replaced>)[] = [];
    const replaced: Replaced[] = [];
    for (const [path, writer] of writers) {
      const hidden = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
      const beside = `${hidden}.tmp`;
      await attempt(path, async () => {
        await makeFolder(dirname(path), undo);
        await refuseFolder(path);
        undo.unshift(() => rm(beside, { force: true }));
        await writeNew(beside, writer);
      });
      puts.push(async () => {
        await refuseFolder(path);
        return replaceFile(beside, path, `${hidden}.old`);
      });
    }
    for (const [i, put] of puts.entries()) {
      const it = await attempt(writers[i]![0], put);
      replaced.push(it);
      undo.unshift(() => it.restore());
    }
    for (const it of replaced) await it.forget().catch(() => undefined);
  } catch (error) {
    for (const step of undo) await step().catch(() => undefined);
    throw error;
  }
}

/** A folder with its parents; undone by removing those that were made, where they are empty. */
async function makeFolder(folder: string, undo: (() => Promise<unknown>)[]): Promise<void> {
  const made = await makeFolders(resolve(folder));
  undo.unshift(async () => {
    for (const path of made) await rmdir(path);
  });
}

/** A file cannot be renamed over a folder; better known before the first file is renamed. */
async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' });
}

async function writeNew(path: string, writer: Writer): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await writer(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw isDsraError(cause) ? cause : unwritable(path, cause);
  }
}

function pathWithin(folder: string, name: string): string {
  const path = resolve(folder, name);
  const inside = relative(resolve(folder), path);
  if (inside === '' || inside.split(sep)[0] === '..' || isAbsolute(inside)) {
    throw new DsraError('badInput', `"${name}" does not lie within ${folder}`);
  }
  return path;
}
