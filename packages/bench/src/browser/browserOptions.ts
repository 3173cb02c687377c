import { parseArgs } from 'node:util';
import { architectures } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import { methodName } from '@dsra/prompts';
import { type LaneName, laneNames } from './lanes';
import type { Model } from './page';

/** What `npm run bench:browser` was asked for. */
export interface BrowserOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** Whether the machine's GPU may be used: else WebGPU runs on a software adapter. */
  readonly gpu: boolean;
  readonly models: readonly Model[];
  /** Undefined: all that fit the model. */
  readonly lanes: readonly LaneName[] | undefined;
  readonly methods: readonly string[];
  readonly classes: number;
  readonly repeats: number;
  readonly stockRepeats: number;
}

export const browserHelp = `npm run bench:browser -- [options]

Times training steps (batch 4: forward, backward, SGD) in headless Chromium: stock WASM, WASM with this library's kernels, both
with threads in a cross-origin isolated page, and WebGPU; in turn, each in a page of its own.

  --models LIST        embedded, ${Object.keys(architectures).join(', ')} (random weights); default embedded,ViT-B/16
  --lanes LIST         ${laneNames.join(', ')}; default: all, without webgpu for large models
  --methods LIST       whose steps (default dsra)
  --classes N          how many classes (default 10)
  --repeats N          steps of each lane (default 5)
  --stock-repeats N    of stock WASM on large models, which needs minutes a step (default 1; 0 leaves it out)
  --gpu                WebGPU on the machine's GPU instead of a software adapter
  --json               the result as JSON
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const known = {
  ...{ help: flag, json: flag, gpu: flag, models: text, lanes: text, methods: text, classes: text },
  ...{ repeats: text, 'stock-repeats': text },
};

/** @throws DsraError `badInput` naming the option */
export function parseBrowserOptions(args: readonly string[]): BrowserOptions {
  const values = read(args);
  const list = (option: string | undefined) => option?.split(',');
  return {
    ...{ help: values.help ?? false, json: values.json ?? false, gpu: values.gpu ?? false },
    models: list(values.models ?? 'embedded,ViT-B/16')!.map(modelNamed),
    lanes: list(values.lanes)?.map((name) => oneOf('--lanes', laneNames, name)),
    methods: list(values.methods ?? 'dsra')!.map(methodName),
    classes: count('--classes', values.classes ?? '10', 2),
    repeats: count('--repeats', values.repeats ?? '5', 1),
    stockRepeats: count('--stock-repeats', values['stock-repeats'] ?? '1', 0),
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known }).values;
  } catch (error) {
    throw new DsraError('badInput', `${(error as Error).message.split('. ')[0]!}; see --help`);
  }
}

function modelNamed(name: string): Model {
  const config = Object.entries(architectures).find(([key]) => key === name)?.[1];
  if (config) return { name, config };
  return { name: oneOf('--models', ['embedded', ...Object.keys(architectures)], name) };
}

function oneOf<Name extends string>(option: string, names: readonly Name[], name: string): Name {
  const found = names.find((it) => it === name);
  if (found !== undefined) return found;
  throw new DsraError('badInput', `${option} takes ${names.join(', ')}, not "${name}"`);
}

function count(option: string, value: string, least: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least) return number;
  throw new DsraError('badInput', `${option} takes whole numbers from ${least} on, not "${value}"`);
}
