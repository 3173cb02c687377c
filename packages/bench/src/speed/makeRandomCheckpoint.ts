import { parseArgs } from 'node:util';
import { architectures } from '@dsra/clip';
import { DsraError, isDsraError } from '@dsra/core';
import { type Io, processIo } from '../terminal/io';
import { writeRandomCheckpoint } from './randomCheckpoint';

const usage = `usage: make-random-checkpoint.mjs [--architecture ViT-B/16] [--seed 1] <folder>`;

/** Writes a checkpoint with random weights; gives the exit code. */
export async function makeRandomCheckpoint(
  args: readonly string[],
  { stdout, stderr }: Io = processIo(),
): Promise<number> {
  try {
    const { folder, name, config, seed } = parse(args);
    await writeRandomCheckpoint(folder, config, seed);
    stdout.write(`${name} with random weights (seed ${seed}) is in ${folder}\n`);
    return 0;
  } catch (error) {
    if (!isDsraError(error)) throw error;
    stderr.write(`error: ${error.message}\n`);
    return 2;
  }
}

function parse(args: readonly string[]) {
  const options = {
    architecture: { type: 'string', default: 'ViT-B/16' },
    seed: { type: 'string', default: '1' },
  } as const;
  const { values, positionals } = read(() => parseArgs({ args: [...args], options, allowPositionals: true }));
  const found = Object.entries(architectures).find(([key]) => key === values.architecture);
  const seed = Number(values.seed);
  if (positionals.length !== 1) throw new DsraError('badInput', `one folder is needed; ${usage}`);
  if (!Number.isInteger(seed))
    throw new DsraError('badInput', `--seed takes a whole number, not "${values.seed}"`);
  if (found) return { folder: positionals[0]!, name: found[0], config: found[1], seed };
  const names = Object.keys(architectures).join(', ');
  throw new DsraError('badInput', `there is no architecture "${values.architecture}"; there are: ${names}`);
}

function read<T>(parseAll: () => T): T {
  try {
    return parseAll();
  } catch (error) {
    throw new DsraError('badInput', `${(error as Error).message.split('. ')[0]!}; ${usage}`);
  }
}
