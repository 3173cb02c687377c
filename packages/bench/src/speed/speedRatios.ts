import { median } from '../statistics';
import type { Side } from './contender';
import type { SpeedResult, WorkResult } from './speedResult';
import type { Work } from './work';

type Ratio = SpeedResult['ratios'][number];

/** Of whom to whom, for each work. */
const pairs: readonly (readonly [Side, Side])[] = [
  ['pytorch', 'wasm-blas'],
  ['pytorch-default', 'wasm-blas'],
  ['onnxruntime', 'wasm-blas'],
  ['wasm-blas', 'webgpu'],
  ['pytorch-cuda', 'webgpu'],
  ['wasm-stock', 'wasm-blas'],
  ['wasm-stock', 'wasm-rerouted'],
  ['pytorch', 'wasm-rerouted'],
];

/** How many times faster: of the medians, one side against another at one work, and of works that are one another done differently. */
export function ratiosOf(works: readonly WorkResult[]): Ratio[] {
  const between = works.flatMap((work) =>
    pairs.flatMap(([slower, faster]) =>
      ratio(`${work.title}: ${slower} ÷ ${faster}`, time(work, slower), time(work, faster)),
    ),
  );
  const encode = (model: string) => ofWork(works, (it) => it.kind === 'encode' && it.model === model);
  const classify = (method: string) => ofWork(works, (it) => it.kind === 'classify' && it.method === method);
  return [
    ...between,
    ...ratio('picture encoding: plain CLIP ÷ DsRA merged', encode('plain'), encode('merged')),
    ...ratio('classification: plain CLIP ÷ DsRA merged', classify('plain'), classify('merged')),
    ...ratio('classification: DsRA hooked ÷ DsRA merged', classify('dsra'), classify('merged')),
  ];
}

function ratio(what: string, slower: number | undefined, faster: number | undefined): Ratio[] {
  return slower === undefined || faster === undefined ? [] : [{ what, ratio: slower / faster }];
}

function time({ turns }: WorkResult, side: Side): number | undefined {
  const found = turns.find((one) => one.side === side);
  return found && median(found.milliseconds);
}

/** By the fastest of this library's ways. */
function ofWork(works: readonly WorkResult[], wanted: (work: Work) => boolean): number | undefined {
  const turns = works.find(({ work }) => wanted(work))?.turns[0];
  return turns && median(turns.milliseconds);
}
