import { parseArgs } from 'node:util';
import { DsraError } from '@dsra/core';
import type { BackendChoice } from '@dsra/runtime';
import { backendNames } from '../backendNames';
import { backendNamed, count, splitList } from './optionValues';

/** What `npm run bench:embedded` was asked for. */
export interface EmbeddedOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly check: boolean;
  readonly shots: number;
  readonly seeds: readonly number[];
  readonly testPerClass: number;
  readonly backend: BackendChoice;
}

export const embeddedHelp = `npm run bench:embedded -- [options]

DsRA against zero-shot on every drawn task with the embedded model.

  --shots N         training pictures per class (default 16)
  --seeds 1,2,3     one run each
  --test N          test pictures per class (default 50)
  --backend NAME    ${backendNames.join(', ')}
  --json            the results as JSON
  --check           exit code 1 unless DsRA beats zero-shot on every task, by ten points on average, and merging is exact
`;

/** @throws DsraError `badInput` naming the option */
export function parseEmbeddedOptions(args: readonly string[]): EmbeddedOptions {
  const values = read(args);
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    check: values.check ?? false,
    shots: count('--shots', values.shots ?? '16', 1),
    seeds: splitList(values.seeds ?? '1,2,3').map((text) => count('--seeds', text, 0)),
    testPerClass: count('--test', values.test ?? '50', 1),
    backend: backendNamed(values.backend ?? 'auto'),
  };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{ help: flag, json: flag, check: flag },
    ...{ shots: text, seeds: text, test: text, backend: text },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new DsraError('badInput', `${(error as Error).message.split('. ')[0]!}; see --help`);
  }
}
