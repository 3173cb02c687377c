/** A recorded run: which method it is, from its json alone, and what its tensors are here. */
import {
  type ClassNameAt,
  clipAdapter,
  coCoOp,
  combine,
  coOp,
  coOpStar,
  dsra,
  ivlp,
  kgCoOp,
  maple,
  mapleStar,
  type Method,
  proGrad,
  promptSrc,
  vpt,
} from '@dsra/prompts';

/** What a recorded run's json says, as far as it is read here. */
export interface RecordedRun {
  readonly method: string;
  /** Default: `'training'`; others are recorded in another way. */
  readonly kind?: string;
  readonly classnames: readonly string[];
  readonly trainable: Readonly<Record<string, readonly number[]>>;
  readonly n_trainable: number;
  readonly hyper?: Readonly<Record<string, number | string | boolean | undefined>>;
  readonly prompts: readonly { readonly ids: readonly number[] }[];
  /** How the classes are written, where a method takes hand-written sentences. */
  readonly template?: string;
  readonly transfer?: { readonly classnames: readonly string[] };
  readonly transfer_prompts?: readonly { readonly ids: readonly number[] }[];
  readonly teacher_template?: string;
  readonly teacher_templates?: readonly string[];
  readonly indices: {
    readonly train_steps?: readonly (readonly number[])[];
    readonly train_batches?: readonly (readonly number[])[];
    readonly train_labels?: readonly (readonly number[])[];
    readonly eval: readonly number[];
  };
  readonly log: readonly { readonly labels: readonly number[] }[];
  readonly optimizer: {
    readonly name?: string;
    readonly lr: number;
    readonly momentum: number;
    readonly weight_decay: number;
    /** Where parameters have rates of their own. */
    readonly groups?: readonly unknown[];
  };
  readonly epochs?: number;
  readonly lr_schedule?: { readonly base_lr: number };
  readonly dsra?: {
    readonly rank: number;
    readonly sites: readonly ('mab' | 'fnb')[];
    readonly shared_R: boolean;
    readonly R_per_site: boolean;
  };
}

export interface RecordedZeroShot {
  readonly classnames: readonly string[];
  readonly single_template: string;
  readonly ensemble_templates: readonly string[];
  readonly ensemble80_templates_count: number;
  readonly ensemble80_last_template: string;
  readonly indices: { readonly eval: readonly number[] };
}

/** A method that can be recorded alone or with DsRA. */
interface Host {
  readonly create: () => Method;
  /** The official names of what it learns, and the paths here. */
  readonly names: readonly (readonly [official: RegExp, ours: string])[];
}

const deepNames = [
  [/^prompt_learner\.ctx$/, 'text.0'],
  [/^text_encoder\.transformer\.resblocks\.(\d+)\.VPT_shallow$/, 'text.$1'],
  [/^image_encoder\.VPT$/, 'vision.0'],
  [/^image_encoder\.transformer\.resblocks\.(\d+)\.VPT_shallow$/, 'vision.$1'],
] as const;
const contextName = [/^prompt_learner\.ctx$/, 'context'] as const;

/** The method that a json's settings describe, told by which settings there are; `null`: DsRA alone. */
function hostOf({
  hyper = {},
  teacher_template,
  teacher_templates,
  template,
  dsra,
  method,
}: RecordedRun): Host | null | undefined {
  const number = (key: string) => hyper[key] as number;
  const words = typeof hyper.ctx_init === 'string' ? hyper.ctx_init : '';
  const contextTokens = number('n_ctx');
  const teacher = { teacherTemplate: teacher_template! };
  const deep = {
    textTokens: number('n_ctx_text'),
    visionTokens: number('n_ctx_vision'),
    textDepth: number('prompt_depth_text'),
    visionDepth: number('prompt_depth_vision'),
    words,
  };
  if ('class_token_position' in hyper) {
    const classNameAt = hyper.class_token_position as ClassNameAt;
    const context = { contextTokens, words, classNameAt, perClass: hyper.csc === true };
    return { create: () => coOp(context), names: [contextName] };
  }
  if ('meta_hidden' in hyper)
    return { create: () => coCoOp({ contextTokens, words }), names: [contextName, ...metaNetNames] };
  if ('w' in hyper) {
    return {
      create: () => kgCoOp({ contextTokens, words, weight: number('w'), ...teacher }),
      names: [contextName],
    };
  }
  if ('lam' in hyper) {
    const start = hyper.ctx_init === true ? (hyper.init_words as string) : '';
    const options = {
      contextTokens,
      words: start,
      strength: number('lam'),
      temperature: number('T'),
      ...teacher,
    };
    return { create: () => proGrad(options), names: [contextName] };
  }
  if ('text_loss_weight' in hyper) {
    const weights = { textWeight: number('text_loss_weight'), imageWeight: number('image_loss_weight') };
    const average = { averageMean: number('gpa_mean'), averageDeviation: number('gpa_std') };
    const options = { ...deep, ...weights, ...average, teacherTemplates: teacher_templates! };
    return { create: () => promptSrc(options), names: deepNames };
  }
  if ('prompt_depth_text' in hyper) {
    const { textDepth, ...others } = deep;
    const starred = textDepth === 1 && method.includes('star');
    return { create: () => (starred ? coOpStar(others) : ivlp(deep)), names: deepNames };
  }
  if ('prompt_depth_vision' in hyper) {
    const { visionTokens, visionDepth } = deep;
    return { create: () => vpt({ visionTokens, visionDepth }), names: deepNames };
  }
  if ('prompt_depth' in hyper) {
    const shared = method.includes('star');
    const options = { tokens: contextTokens, depth: number('prompt_depth'), words };
    return { create: () => (shared ? mapleStar(options) : maple(options)), names: coupledNames(shared) };
  }
  if ('reduction' in hyper) {
    const options = { ratio: number('ratio'), reduction: number('reduction'), template: template! };
    return { create: () => clipAdapter(options), names: bottleneckNames };
  }
  return dsra && 'rank' in dsra ? null : undefined;
}

const metaNetNames = [
  [/^prompt_learner\.meta_net\.linear1\.weight$/, 'metaNet.first.kernel'],
  [/^prompt_learner\.meta_net\.linear1\.bias$/, 'metaNet.first.bias'],
  [/^prompt_learner\.meta_net\.linear2\.weight$/, 'metaNet.second.kernel'],
  [/^prompt_learner\.meta_net\.linear2\.bias$/, 'metaNet.second.bias'],
] as const;

const bottleneckNames = [
  [/^adapter\.fc\.0\.weight$/, 'down'],
  [/^adapter\.fc\.2\.weight$/, 'up'],
] as const;

/** `+1`: the official lists begin with block 1. */
const coupledNames = (shared: boolean) =>
  [
    [/^prompt_learner\.ctx$/, 'text.0'],
    [/^prompt_learner\.compound_prompts_text\.(\d+)$/, 'text.+1'],
    [/^prompt_learner\.proj\.weight$/, 'coupling.0.kernel'],
    [/^prompt_learner\.proj\.bias$/, 'coupling.0.bias'],
    [
      /^prompt_learner\.compound_prompt_projections\.(\d+)\.weight$/,
      `coupling.${shared ? 'deep' : '+1'}.kernel`,
    ],
    [/^prompt_learner\.compound_prompt_projections\.(\d+)\.bias$/, `coupling.${shared ? 'deep' : '+1'}.bias`],
  ] as const;

const kinds = { mab: 'attention', fnb: 'feedForward' } as const;
const towers = { t: 'text', v: 'vision' } as const;

/** `M_t_mab` → `projection.text.attention`, `R_v_fnb.3` → `coefficients.vision.feedForward.3`. */
function dsraPath(name: string): string {
  const [first, layer] = name.split('.');
  const [letter, ...parts] = first!.split('_');
  const names = parts.map((part) => ({ ...kinds, ...towers })[part as 'mab']);
  return [letter === 'M' ? 'projection' : 'coefficients', ...names, ...(layer ? [layer] : [])].join('.');
}

function dsraOf({ rank, sites, shared_R, R_per_site }: NonNullable<RecordedRun['dsra']>): Method {
  const coefficients = {
    acrossTowers: shared_R ? 'shared' : 'separate',
    acrossSites: R_per_site ? 'separate' : 'shared',
  } as const;
  return dsra({ rank, sites: sites.map((site) => kinds[site]), coefficients });
}

/** The method that the settings of a recorded run describe, if there is one. */
export function methodOf(run: RecordedRun): Method | undefined {
  const host = hostOf(run);
  const adapters = run.dsra && dsraOf(run.dsra);
  if (!host) return adapters;
  return adapters ? combine({ dsra: adapters, host: host.create() }) : host.create();
}

/** The path here of a parameter with this official name, if there is one. */
export function pathOf(run: RecordedRun, official: string): string | undefined {
  const host = hostOf(run);
  const ofDsra = /^(?:prompt_learner\.)?dsra\.(.+)$/.exec(official);
  if (ofDsra) return host ? `dsra.${dsraPath(ofDsra[1]!)}` : dsraPath(ofDsra[1]!);
  const [pattern, ours] = host?.names.find(([known]) => known.test(official)) ?? [];
  if (!pattern) return undefined;
  const number = Number(pattern.exec(official)![1]);
  const path = ours!.replace('$1', String(number)).replace('+1', String(number + 1));
  return run.dsra ? `host.${path}` : path;
}

/** Whether a parameter is stored `[out, in]`. */
export const isTransposed = (official: string): boolean => official.endsWith('.weight');

/** The recorded loss terms by the names here; `knowledge` is recorded without its weight. */
export const termNames: Readonly<Record<string, string>> = {
  loss_ce: 'crossEntropy',
  xe_loss: 'crossEntropy',
  kl_loss: 'rule',
  score: 'knowledge',
  loss_scl_text: 'text',
  loss_scl_image: 'image',
  loss_scl_logits: 'answers',
};
