/** Something to measure, as plain data: so that it can be told to another process. */
export type Work = StepWork | EncodeWork | ClassifyWork;

/** A training step: forward, backward, SGD. */
export interface StepWork {
  readonly kind: 'step';
  /** By the method table. */
  readonly method: string;
  readonly classes: number;
  /** Words of every class's name; one to three unless told. */
  readonly nameWords?: number;
}

/** Pixels → features. */
export interface EncodeWork {
  readonly kind: 'encode';
  /** `plain`: CLIP as it is. */
  readonly model: 'plain' | 'merged';
}

/** Pixels → logits against fixed classes. */
export interface ClassifyWork {
  readonly kind: 'classify';
  /** By the method table, whose adapters run beside the weights; or `plain`, or `merged`: DsRA in the weights. */
  readonly method: string;
  readonly classes: number;
}

/** The papers' batch. */
export const BATCH = 4;

const modelTitles: Readonly<Record<string, string>> = {
  plain: 'plain CLIP',
  dsra: 'DsRA hooked',
  merged: 'DsRA merged',
  coOp: 'CoOp',
  maple: 'MaPLe',
  promptSrc: 'PromptSRC',
};

/** For people, and to tell works apart. */
export function titleOf(work: Work): string {
  if (work.kind === 'step') {
    const names = work.nameWords === undefined ? '' : ` of ${work.nameWords} words`;
    return `${work.method} step, ${work.classes} classes${names}`;
  }
  if (work.kind === 'encode') return `picture encoding, ${modelTitles[work.model]}`;
  return `classification, ${modelTitles[work.method] ?? work.method}`;
}
