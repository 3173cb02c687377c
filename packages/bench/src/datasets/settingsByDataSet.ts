import { type Json, methodTable, type Protocol, type TrainingDefaults, trainingFor } from '@dsra/prompts';
import type { DataSet } from './dataSet';

/** Where a paper trains its method otherwise on some data sets. */
interface Exception {
  readonly dataSets: readonly string[];
  /** For so many pictures per class and more. Default: for any number. */
  readonly fromShots?: number;
  readonly options?: Readonly<Record<string, Json>>;
  readonly training?: TrainingDefaults;
}

type Exceptions = Partial<Record<Protocol, readonly Exception[]>>;

/** KaiyangZhou/CoOp COOP.md, configs/trainers/CoOp: 50 epochs for ImageNet, with any number of shots. */
const coOpOnImageNet: Exceptions = {
  fewShot: [{ dataSets: ['imagenet'], training: { epochs: 50 } }],
  baseToNew: [{ dataSets: ['imagenet'], training: { epochs: 50 } }],
};

/** muzairkhattak/PromptSRC docs/TRAIN.md: the Gaussian average of few-shot training. */
const promptSrcAverages: Exceptions = {
  fewShot: [
    {
      dataSets: ['stanfordCars', 'flowers102', 'fgvcAircraft', 'dtd', 'euroSat'],
      options: { averageMean: 45, averageDeviation: 5 },
    },
  ],
};

const exceptions: Readonly<Record<string, Exceptions>> = {
  coOp: coOpOnImageNet,
  // gaopengcuhk/CLIP-Adapter: "follow CoOp's command".
  clipAdapter: coOpOnImageNet,
  promptSrc: promptSrcAverages,
  dsraPromptSrc: promptSrcAverages,
  // BeierZhu/Prompt-align.
  proGrad: {
    fewShot: [{ dataSets: ['flowers102', 'dtd', 'euroSat'], fromShots: 8, options: { strength: 0.8 } }],
    baseToNew: [{ dataSets: ['imagenet'], training: { epochs: 50 } }],
  },
};

/** Hand-written sentences that a method's own code has instead of CoOp's. */
const sentences: Readonly<Record<string, (set: Pick<DataSet, 'name' | 'template'>) => string>> = {
  // VPT on CLIP writes every set alike.
  vpt: () => 'a photo of a {}.',
  kgCoOp: ({ name, template }) => (name === 'dtd' ? 'a photo of a {}, a type of texture.' : template),
  proGrad: ({ name, template }) => proGradSentences[name] ?? template,
};

const proGradSentences: Readonly<Record<string, string>> = {
  oxfordPets: 'a type of pet, a photo of a {}.',
  flowers102: 'a type of flower, a photo of a {}.',
  fgvcAircraft: 'a type of aircraft, a photo of a {}.',
  dtd: 'a texture of {}.',
  food101: 'a type of food, a photo of {}.',
};

/** How a method is made and trained on one data set. */
export interface DataSetSetting {
  readonly options: Readonly<Record<string, Json>>;
  readonly training: TrainingDefaults;
}

/**
 * A paper's setting of its method for one protocol, data set and number of shots: what the method table says, the sentences
 * that the set's classes are written in, and what differs on this set. Without training for a method that is not trained.
 *
 * ```ts
 * settingFor('coOp', { protocol: 'fewShot', dataSet: imagenet, shots: 16 }).training.epochs; // 50
 * ```
 */
export function settingFor(
  method: string,
  {
    protocol,
    dataSet,
    shots = 16,
  }: { protocol: Protocol; dataSet: Pick<DataSet, 'name' | 'template'>; shots?: number },
): DataSetSetting {
  const { settings, options: known } = methodTable[method]!;
  const setting = settings?.[protocol];
  const template = sentences[method]?.(dataSet) ?? dataSet.template;
  const written = ['template', 'teacherTemplate'].filter((option) => Object.hasOwn(known, option));
  const fitting = (exceptions[method]?.[protocol] ?? []).filter(
    ({ dataSets, fromShots = 1 }) => dataSets.includes(dataSet.name) && shots >= fromShots,
  );
  return {
    options: Object.assign(
      { ...setting?.options },
      Object.fromEntries(written.map((option) => [option, template])),
      ...fitting.map(({ options }) => options),
    ) as Record<string, Json>,
    training: Object.assign(
      { ...(setting && trainingFor(setting, shots)) },
      ...fitting.map(({ training }) => training),
    ) as TrainingDefaults,
  };
}

/** The methods and sets that have settings of their own, for a test that every name is known. */
export const settingExceptions = exceptions;
