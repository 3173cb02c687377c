import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import { z } from 'zod';

/** Beside its place and renamed. */
export async function writeResult(folder: string, name: string, text: string): Promise<void> {
  // Made first and kept: writers that fail together would otherwise take it away from one another.
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true }).catch(() => undefined);
  await writeFilesAtomically(folder, { [name]: text });
}

/** Names of whole files, none where there is no folder: what is being written begins with a dot. */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  });
  return names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
}

/**
 * Nothing where there is no such file.
 * @throws DsraError `badFile` naming the file that is none of a benchmark's
 */
export async function readResult<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
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
    throw notOurs(file, reason, cause);
  }
}

export function notOurs(file: string, reason: string, cause?: unknown): DsraError {
  const says = `${file} is no file of this benchmark's results: ${reason}; remove it to compute it again`;
  return new DsraError('badFile', says.replaceAll(/\s+/gu, ' '), { cause });
}
