import { parseArgs } from 'node:util';
import { architectures, type ClipConfig } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import { methodName } from '@dsra/prompts';
import type { SpeedMode } from './speedModes';

/** What `npm run bench:speed` was asked for. */
export interface SpeedOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** A checkpoint to measure; without it, one with random weights is made. */
  readonly model: string | undefined;
  readonly architecture: { readonly name: string; readonly config: ClipConfig };
  readonly classes: readonly number[];
  /** Whose steps; by the method table. */
  readonly methods: readonly string[];
  /** How often each workload runs in turn with PyTorch; 0: not at all. */
  readonly pyTorchRepeats: number;
  readonly repeats: Readonly<Record<SpeedMode, number>>;
}

export const speedHelp = `npm run bench:speed -- [options]

Times training steps (batch 4: forward, backward, SGD) and picture encoding on stock WASM, on WASM with re-routed
products and on WASM with the system's BLAS, in turn, and says which share of the BLAS's own peak is reached; then, if asked
for, in turn with PyTorch doing what the papers' official code does (a python3 with torch, or DSRA_PYTHON).

  --quick                a small architecture and few repeats: half a minute
  --architecture NAME    ${Object.keys(architectures).join(', ')} (default ViT-B/16), with random weights
  --model FOLDER         a checkpoint of your own instead
  --classes 10,100       how many classes
  --methods dsra,coOp    whose training steps (default dsra)
  --pytorch-repeats N    in turn with PyTorch (default 0: without)
  --repeats N            of the native BLAS (default 5)
  --rerouted-repeats N   of the re-routed products (default 3)
  --stock-repeats N      of stock WASM, which needs minutes a step (default 1; 0 leaves it out)
  --json                 the result as JSON
`;

/** Small enough for half a minute, with every kind of layer. */
const quickArchitecture: ClipConfig = {
  embeddingWidth: 128,
  text: {
    ...{
      width: 128,
      layers: 4,
      heads: 2,
      feedForwardWidth: 512,
      activation: 'quickGelu',
      layerNormEpsilon: 1e-5,
    },
    ...{ vocabularySize: 2048, contextLength: 77 },
  },
  vision: {
    ...{
      width: 192,
      layers: 4,
      heads: 3,
      feedForwardWidth: 768,
      activation: 'quickGelu',
      layerNormEpsilon: 1e-5,
    },
    ...{ imageSize: 96, patchSize: 16 },
  },
};

/** @throws DsraError `badInput` naming the option */
export function parseSpeedOptions(args: readonly string[]): SpeedOptions {
  const values = read(args);
  const quick = values.quick ?? false;
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    model: values.model,
    architecture: architectureNamed(values.architecture, quick),
    classes: (values.classes ?? '10,100').split(',').map((text) => count('--classes', text, 2)),
    methods: (values.methods ?? 'dsra').split(',').map(methodName),
    pyTorchRepeats: count('--pytorch-repeats', values['pytorch-repeats'] ?? '0', 0),
    repeats: {
      'wasm-blas': count('--repeats', values.repeats ?? (quick ? '3' : '5'), 0),
      'wasm-rerouted': count('--rerouted-repeats', values['rerouted-repeats'] ?? '3', 0),
      'wasm-stock': count('--stock-repeats', values['stock-repeats'] ?? '1', 0),
    },
  };
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{ help: flag, json: flag, quick: flag, model: text, architecture: text, classes: text },
    ...{
      methods: text,
      'pytorch-repeats': text,
      repeats: text,
      'rerouted-repeats': text,
      'stock-repeats': text,
    },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new DsraError('badInput', `${(error as Error).message.split('. ')[0]!}; see --help`);
  }
}

function architectureNamed(name: string | undefined, quick: boolean): SpeedOptions['architecture'] {
  if (name === undefined && quick) return { name: 'quick', config: quickArchitecture };
  const known = Object.entries(architectures).find(([key]) => key === (name ?? 'ViT-B/16'));
  if (known) return { name: known[0], config: known[1] };
  const names = Object.keys(architectures).join(', ');
  throw new DsraError('badInput', `there is no architecture "${name!}"; there are: ${names}`);
}

function count(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new DsraError('badInput', `${option} takes whole numbers from ${least} on, not "${text}"`);
}
