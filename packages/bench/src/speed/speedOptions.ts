import { parseArgs } from 'node:util';
import { architectures, type ClipConfig } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import { methodName } from '@dsra/prompts';
import type { Side } from './contender';
import { namesOf } from './speedClassNames';
import type { Work } from './work';

export const workKinds = ['step', 'encode', 'classify'] as const satisfies Work['kind'][];

/** What `npm run bench:speed` was asked for. */
export interface SpeedOptions {
  readonly help: boolean;
  readonly json: boolean;
  readonly profile: boolean;
  /** A checkpoint to measure; without it, one with random weights is made. */
  readonly model: string | undefined;
  readonly architecture: { readonly name: string; readonly config: ClipConfig };
  readonly works: readonly Work['kind'][];
  readonly classes: readonly number[];
  /** Whose steps; by the method table. */
  readonly methods: readonly string[];
  /** Words of every class's name in steps; one to three unless told. */
  readonly nameWords: number | undefined;
  /** How often each side does each work. */
  readonly repeats: Readonly<Record<Side, number>>;
}

export const speedHelp = `npm run bench:speed -- [options]

Times training steps (batch 4: pictures to pixels, forward, backward, SGD), picture encoding and classification: on this
library with the system's BLAS, and in turn, round by round, with PyTorch doing what the papers' official code does (a python3
with torch, or DSRA_PYTHON) and ONNX Runtime (onnxruntime-node) encoding with the same tower. Plain CLIP and DsRA merged into it
are encoded in turn too. The first step and plain encoding also run on WASM without BLAS (re-routed) and on TensorFlow.js's own
(stock). Says which share of the BLAS's own peak the useful operations reach, and the largest memory of each. Every side runs in a
process of its own. Everything takes hours, most of them PyTorch's steps with 1,000 classes; a part of it:

  npm run bench:speed -- --quick
  npm run bench:speed -- --works step --methods dsraPromptSrc --classes 10,100
  npm run bench:speed -- --works encode

  --quick                a small architecture and few repeats, without PyTorch: a minute
  --architecture NAME    ${Object.keys(architectures).join(', ')} (default ViT-B/16), with random weights
  --model FOLDER         a checkpoint of your own instead
  --works LIST           ${workKinds.join(', ')} (default all)
  --classes LIST         how many classes (default 10,100,1000); classification takes the first
  --methods LIST         whose training steps (default dsra,coOp,maple,promptSrc,dsraPromptSrc)
  --name-words N         words of every class's name in steps (default one to three, a token each)
  --repeats N            of the native BLAS and of ONNX Runtime (default 5; 3 at most from 500 classes on; 0: without)
  --pytorch-repeats N    of PyTorch (default 5; 3 at most from 500 classes on, with activation checkpointing; 0: without)
  --as-installed-repeats N  of PyTorch without the settings that make it fastest here (default 0)
  --webgpu-repeats N     of the GPU through WebGPU, where the package webgpu is installed, and of PyTorch on CUDA (default 0)
  --rerouted-repeats N   of WASM without BLAS (default 3)
  --stock-repeats N      of stock WASM, which needs minutes a step (default 1; 0 leaves it out)
  --profile              also where the time of one run goes, kernel by kernel; PyTorch's too, below 500 classes
  --json                 the result as JSON
`;

const tower = { layers: 4, activation: 'quickGelu', layerNormEpsilon: 1e-5 } as const;
const text = { ...tower, width: 128, heads: 2, feedForwardWidth: 512 };
const vision = { ...tower, width: 192, heads: 3, feedForwardWidth: 768 };

/** Small enough for a minute, with every kind of layer. */
const quickArchitecture: ClipConfig = {
  embeddingWidth: 128,
  text: { ...text, vocabularySize: 2048, contextLength: 77 },
  vision: { ...vision, imageSize: 96, patchSize: 16 },
};

const defaults = {
  full: {
    classes: '10,100,1000',
    methods: 'dsra,coOp,maple,promptSrc,dsraPromptSrc',
    repeats: '5',
    torch: '5',
  },
  quick: { classes: '10,100', methods: 'dsra,dsraPromptSrc', repeats: '3', torch: '0' },
};

/** @throws DsraError `badInput` naming the option */
export function parseSpeedOptions(args: readonly string[]): SpeedOptions {
  const values = read(args);
  const { help = false, json = false, quick = false, profile = false, model } = values;
  const usual = quick ? defaults.quick : defaults.full;
  const repeats = count('--repeats', values.repeats ?? usual.repeats, 0);
  const webgpu = count('--webgpu-repeats', values['webgpu-repeats'] ?? '0', 0);
  const classes = (values.classes ?? usual.classes).split(',').map((it) => count('--classes', it, 2));
  return {
    ...{ help, json, profile, model },
    architecture: architectureNamed(values.architecture, quick),
    works: (values.works ?? workKinds.join()).split(',').map(workKind),
    classes,
    nameWords: nameWords(values['name-words'], classes),
    methods: (values.methods ?? usual.methods).split(',').map(methodName),
    repeats: {
      ...{ 'wasm-blas': repeats, onnxruntime: repeats, webgpu, 'pytorch-cuda': webgpu },
      'wasm-rerouted': count('--rerouted-repeats', values['rerouted-repeats'] ?? '3', 0),
      'wasm-stock': count('--stock-repeats', values['stock-repeats'] ?? '1', 0),
      pytorch: count('--pytorch-repeats', values['pytorch-repeats'] ?? usual.torch, 0),
      'pytorch-default': count('--as-installed-repeats', values['as-installed-repeats'] ?? '0', 0),
    },
  };
}

function read(args: readonly string[]) {
  const string = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{ help: flag, json: flag, quick: flag, profile: flag },
    ...{ model: string, architecture: string, works: string, classes: string, methods: string },
    ...{ repeats: string, 'pytorch-repeats': string, 'rerouted-repeats': string, 'stock-repeats': string },
    ...{ 'webgpu-repeats': string, 'as-installed-repeats': string, 'name-words': string },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new DsraError('badInput', `${(error as Error).message.split('. ')[0]!}; see --help`);
  }
}

function nameWords(given: string | undefined, classes: readonly number[]): number | undefined {
  if (given === undefined) return undefined;
  const words = count('--name-words', given, 1);
  const most = Math.max(...classes);
  if (namesOf(words) >= most) return words;
  throw new DsraError('badInput', `--name-words ${words} has no ${most} distinct names; take more words`);
}

function workKind(name: string): Work['kind'] {
  const known = workKinds.find((kind) => kind === name.trim());
  if (known) return known;
  throw new DsraError('badInput', `there is no work "${name}"; there are: ${workKinds.join(', ')}`);
}

function architectureNamed(name: string | undefined, quick: boolean): SpeedOptions['architecture'] {
  if (name === undefined && quick) return { name: 'quick', config: quickArchitecture };
  const known = Object.entries(architectures).find(([key]) => key === (name ?? 'ViT-B/16'));
  if (known) return { name: known[0], config: known[1] };
  const names = Object.keys(architectures).join(', ');
  throw new DsraError('badInput', `there is no architecture "${name!}"; there are: ${names}`);
}

function count(option: string, given: string, least: number): number {
  const value = Number(given);
  if (given.trim() !== '' && Number.isInteger(value) && value >= least) return value;
  throw new DsraError('badInput', `${option} takes whole numbers from ${least} on, not "${given}"`);
}
