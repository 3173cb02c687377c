import type { SpeedOptions } from './speedOptions';
import type { Work } from './work';

/** What is classified with: CLIP as it is, adapters beside the weights and in them, and the prompt methods. */
const classifiers = ['plain', 'dsra', 'merged', 'coOp', 'maple', 'promptSrc'];

/** All that is to be measured. */
export function worksFor({
  works,
  methods,
  classes,
}: Pick<SpeedOptions, 'works' | 'methods' | 'classes'>): Work[] {
  const byKind: Readonly<Record<Work['kind'], readonly Work[]>> = {
    step: methods.flatMap((method) =>
      classes.map((count) => ({ kind: 'step', method, classes: count }) as const),
    ),
    encode: (['plain', 'merged'] as const).map((model) => ({ kind: 'encode', model })),
    classify: classifiers.map((method) => ({ kind: 'classify', method, classes: classes[0]! })),
  };
  return works.flatMap((kind) => byKind[kind]);
}

/** Whose adapters have to be there before these works start. */
export function taughtFor(works: readonly Work[]): string[] {
  const methods = works.flatMap((work): string[] => {
    if (work.kind === 'step') return [];
    const merged = work.kind === 'encode' ? work.model === 'merged' : work.method === 'merged';
    if (merged) return ['dsra'];
    return work.kind === 'encode' || work.method === 'plain' ? [] : [work.method];
  });
  return [...new Set(methods)];
}
