import type { SpeedOptions } from './speedOptions';
import type { Work } from './work';

type Options = Pick<SpeedOptions, 'works' | 'methods' | 'classes' | 'nameWords'>;

/**
 * All that is to be measured, in groups whose works are done in turn: CLIP as it is beside what it is compared with. (Not all
 * in one group: everybody who takes part in a group has a model in memory.)
 */
export function worksFor({ works, methods, classes, nameWords }: Options): Work[][] {
  const classify = (...names: string[]): Work[] =>
    names.map((method) => ({ kind: 'classify', method, classes: classes[0]! }));
  const byKind: Readonly<Record<Work['kind'], readonly Work[][]>> = {
    step: methods.flatMap((method) =>
      classes.map((count): Work[] => [
        { kind: 'step', method, classes: count, ...(nameWords !== undefined && { nameWords }) },
      ]),
    ),
    encode: [
      [
        { kind: 'encode', model: 'plain' },
        { kind: 'encode', model: 'merged' },
      ],
    ],
    classify: [
      classify('plain', 'dsra', 'merged'),
      classify('coOp'),
      classify('maple'),
      classify('promptSrc'),
    ],
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
