import { parseArgs } from 'node:util';
import { DsraError } from '@dsra/core';
import { methodName } from '@dsra/prompts';
import type { BackendChoice } from '@dsra/runtime';
import { backendNames } from '../backendNames';
import { tasks } from '../world/tasks/tasks';
import type { Task } from '../world/tasks/task';
import { embeddedPlan } from './embeddedSettings';
import { backendNamed, count, splitList } from './optionValues';
import { type Contestant, contestants } from './methodGrid';

/** What `npm run bench:methods` was asked for. */
export interface MethodsOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly tasks: readonly Task[];
  readonly contestants: readonly Contestant[];
  readonly shots: number;
  readonly seeds: readonly number[];
  readonly testPerClass: number;
  readonly epochs: number | undefined;
  readonly validation: boolean;
  readonly backend: BackendChoice;
  readonly threads: number | undefined;
  readonly out: string | undefined;
}

const standardTasks = 'objects,tropical-fish,textures';

export const methodsHelp = `npm run bench:methods -- [options]

Every method with and without DsRA, on drawn tasks with the embedded model: few-shot and base-to-new.

  --tasks a,b       default ${standardTasks}; there are ${tasks.map(({ name }) => name).join(', ')}
  --methods a,b     only these (default: all)
  --shots N         training pictures per class (default 16)
  --seeds 1,2,3     one run each
  --test N          test pictures per class (default 50)
  --epochs N        default ${embeddedPlan.epochs}
  --validation      test on training pictures of another seed: what settings may be chosen by
  --out FILE        keep results here; what is in it already is not computed again
  --backend NAME    ${backendNames.join(', ')}
  --threads N       of the native BLAS (default: as it decides)
  --json            the results as JSON
`;

/** @throws DsraError `badInput` or `badConfig` naming the option */
export function parseMethodsOptions(args: readonly string[]): MethodsOptions {
  const values = read(args);
  const methods = values.methods === undefined ? undefined : splitList(values.methods).map(methodName);
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    tasks: splitList(values.tasks ?? standardTasks).map(taskNamed),
    contestants: methods ? methods.flatMap(rowsOf) : contestants,
    shots: count('--shots', values.shots ?? '16', 1),
    seeds: splitList(values.seeds ?? '1,2,3').map((text) => count('--seeds', text, 0)),
    testPerClass: count('--test', values.test ?? '50', 1),
    epochs: values.epochs === undefined ? undefined : count('--epochs', values.epochs, 1),
    validation: values.validation ?? false,
    backend: backendNamed(values.backend ?? 'auto'),
    threads: values.threads === undefined ? undefined : count('--threads', values.threads, 1),
    out: values.out,
  };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{ help: flag, json: flag, validation: flag, epochs: text },
    ...{
      tasks: text,
      methods: text,
      shots: text,
      seeds: text,
      test: text,
      out: text,
      backend: text,
      threads: text,
    },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new DsraError('badInput', `${(error as Error).message.split('. ')[0]!}; see --help`);
  }
}

function rowsOf(name: string): readonly Contestant[] {
  const rows = contestants.filter(({ method }) => method === name);
  if (rows.length > 0) return rows;
  const names = [...new Set(contestants.map(({ method }) => method))].join(', ');
  throw new DsraError(
    'badInput',
    `${name} has no row of its own in this table; there are: ${names}, each with and without DsRA`,
  );
}

function taskNamed(name: string): Task {
  const known = tasks.find((task) => task.name === name);
  if (known) return known;
  throw new DsraError(
    'badInput',
    `there is no task "${name}"; there are: ${tasks.map((task) => task.name).join(', ')}`,
  );
}
