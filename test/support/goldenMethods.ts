import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Clip, createClip, sentence } from '@dsra/clip';
import { goldenFolder, goldenJson } from './golden';

/** What a recorded method's json says about training, as far as it is read here. */
export interface RecordedRun {
  readonly method: string;
  readonly classnames: readonly string[];
  readonly trainable: Readonly<Record<string, readonly number[]>>;
  readonly n_trainable: number;
  readonly prompts: readonly { readonly ids: readonly number[] }[];
  readonly indices: {
    readonly train_steps: readonly (readonly number[])[];
    readonly eval: readonly number[];
  };
  readonly log: readonly { readonly labels: readonly number[] }[];
  readonly optimizer: { readonly lr: number; readonly momentum: number; readonly weight_decay: number };
  readonly dsra?: {
    readonly rank: number;
    readonly sites: readonly ('mab' | 'fnb')[];
    readonly shared_R: boolean;
    readonly R_per_site: boolean;
  };
  readonly tensors: Readonly<Record<string, unknown>>;
}

export interface RecordedZeroShot {
  readonly classnames: readonly string[];
  readonly single_template: string;
  readonly ensemble_templates: readonly string[];
  readonly ensemble80_templates_count: number;
  readonly ensemble80_last_template: string;
  readonly indices: { readonly eval: readonly number[] };
}

/** The recorded methods of the golden folder by what they are, and those that are not covered yet, with the reason. */
export function recordedMethods() {
  const folder = join(goldenFolder, 'methods');
  const names = existsSync(folder)
    ? readdirSync(folder).flatMap((file) => (/^(?!index).*\.json$/.test(file) ? [file.slice(0, -5)] : []))
    : [];
  const all = names.map((name) => ({ name, json: goldenJson(`methods/${name}.json`) as object }));
  const zeroShot = all.filter(({ json }) => 'single_template' in json);
  const dsra = all.filter(({ json }) => isDsraAlone(json as Partial<RecordedRun>));
  const covered = [...zeroShot, ...dsra].map(({ name }) => name);
  const skipped = all
    .filter(({ name }) => !covered.includes(name))
    .map(
      ({ name, json }) =>
        `${name}: trains ${othersOf(json as Partial<RecordedRun>)}, which no method here has`,
    );
  return {
    zeroShot: zeroShot as { name: string; json: RecordedZeroShot }[],
    dsra: dsra as { name: string; json: RecordedRun }[],
    skipped,
  };
}

const isDsraAlone = ({ dsra, trainable = {} }: Partial<RecordedRun>): boolean =>
  dsra !== undefined && Object.keys(trainable).every((name) => name.startsWith('dsra.'));

const othersOf = ({ trainable = {} }: Partial<RecordedRun>): string =>
  Object.keys(trainable).find((name) => !name.includes('dsra.')) ?? 'nothing that is named';

interface Texts {
  /** Of the names alone. */
  readonly classname_ids: Readonly<Record<string, readonly number[]>>;
  readonly prompt_ids: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  readonly template_sets: Readonly<Record<string, readonly string[]>>;
}

export const goldenTexts = goldenJson('clip-tiny/texts.json') as Texts;

/** The tiny Clip with the recorded tokenisations of its texts; it has no tokenizer of its own. Shares the weights. */
export function withRecordedTexts(clip: Clip): Clip {
  const known = new Map([
    ...Object.entries(goldenTexts.classname_ids),
    ...Object.entries(goldenTexts.prompt_ids).flatMap(([template, byClass]) =>
      Object.entries(byClass).map(([name, ids]) => [sentence(template, name), ids] as const),
    ),
  ]);
  const encode = (text: string): number[] => {
    const ids = known.get(text);
    if (!ids) throw new Error(`no recorded tokenisation of "${text}"`);
    return [...ids];
  };
  return createClip({ ...clip, tokenizer: { encode } });
}
