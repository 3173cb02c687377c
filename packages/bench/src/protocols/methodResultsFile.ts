import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DsraError } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import { z } from 'zod';
import type { Recipe } from '@dsra/prompts';
import type { MethodResult } from './methodCell';

const share = z.number().min(0).max(1);
const common = {
  method: z.string(),
  withDsra: z.boolean(),
  task: z.string(),
  seed: z.int().min(0),
  shots: z.int().min(1),
  testPerClass: z.int().min(1),
  parameters: z.int().min(0),
  secondsPerStep: z.number().positive(),
  settings: z.object({
    // Only compared.
    recipe: z.custom<Recipe>((value) => typeof value === 'object' && value !== null),
    epochs: z.int().min(1),
    batchSize: z.int().min(1),
    learningRate: z.number().positive(),
    optimizer: z.string(),
    leastArea: share,
    validation: z.boolean(),
  }),
};
const results: z.ZodType<MethodResult[]> = z.array(
  z.discriminatedUnion('protocol', [
    z.object({ ...common, protocol: z.literal('fewShot'), accuracy: share, zeroShot: share }),
    z.object({
      ...common,
      protocol: z.literal('baseToNew'),
      base: share,
      new: share.nullable(),
      zeroShotBase: share,
      zeroShotNew: share,
    }),
  ]),
);

/**
 * Results of earlier runs; none where the file is not there yet.
 * @throws DsraError `badFile`
 */
export async function readResults(file: string): Promise<MethodResult[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const error = cause as NodeJS.ErrnoException;
    if (error.code === 'ENOENT') return '[]';
    throw new DsraError('badFile', `${file} cannot be read: ${error.message}`, { cause });
  });
  try {
    return results.parse(JSON.parse(text));
  } catch (cause) {
    throw new DsraError('badFile', `${file} holds no results of this command: name another file`, { cause });
  }
}

/** One result a line, so that files can be joined and compared by eye. */
export async function writeResults(file: string, all: readonly MethodResult[]): Promise<void> {
  const text = `[\n${all.map((result) => JSON.stringify(result)).join(',\n')}\n]\n`;
  await writeFilesAtomically(path.dirname(file), { [path.basename(file)]: new TextEncoder().encode(text) });
}
