import type { ClipConfig } from '@dsra/clip';
import { startOnnxRuntime } from './onnxRuntimeProcess';
import type { StartOurs } from './ourProcess';
import { inPyTorch, type PyTorchOptions, RECOMPUTE_FROM, startPyTorch } from './pyTorchProcess';
import { slowModes, type SpeedMode } from './speedModes';
import type { SpeedOptions } from './speedOptions';
import type { Entrant } from './takeTurns';
import type { Work } from './work';

/** What is measured with. */
export interface Bench extends Pick<SpeedOptions, 'repeats'> {
  readonly start: StartOurs;
  /** The checkpoint's folder. */
  readonly folder: string;
  /** What the methods learned, by method. */
  readonly adapters: string;
  readonly config: ClipConfig;
  readonly threads: number;
  /** This library's ways that can be had and are asked for, fastest first. */
  readonly modes: readonly SpeedMode[];
  /** The works that the slower of them do too: they take minutes. */
  readonly slowWorks: readonly Work[];
  /** A Python with torch. */
  readonly python: string | undefined;
  /** Whether its torch computes on a GPU too. */
  readonly cuda: boolean;
  /** The image tower as an ONNX file. */
  readonly tower: string | undefined;
}

/** The steps of so many classes that take minutes elsewhere are repeated less. */
const SELDOM = 3;

/** Everybody who can do a work. */
export function entrantsFor(bench: Bench, work: Work): Entrant[] {
  const { modes, slowWorks, start, folder, adapters, threads, python, cuda, tower, config } = bench;
  const seldom = work.kind === 'step' && work.classes >= RECOMPUTE_FROM;
  const entrant = (side: Entrant['side'], startIt: Entrant['start']): Entrant => ({
    ...{ side, work, start: startIt },
    repeats: Math.min(bench.repeats[side], seldom ? SELDOM : Infinity),
  });
  const ours = modes.filter(
    (mode) => mode === modes[0] || !slowModes.includes(mode) || slowWorks.includes(work),
  );
  const torch = (
    side: Entrant['side'],
    how: Pick<PyTorchOptions, 'device' | 'asInstalled'> = {},
  ): Entrant[] =>
    python !== undefined && inPyTorch(work)
      ? [entrant(side, () => startPyTorch({ python, config, threads, ...how }, work))]
      : [];
  return [
    ...ours.map((mode) => entrant(mode, () => start({ work, mode, model: folder, adapters }))),
    ...torch('pytorch'),
    ...torch('pytorch-default', { asInstalled: true }),
    ...(cuda ? torch('pytorch-cuda', { device: 'cuda' }) : []),
    ...(tower !== undefined && work.kind === 'encode'
      ? [
          entrant('onnxruntime', () =>
            startOnnxRuntime({ file: tower, side: config.vision.imageSize }, threads),
          ),
        ]
      : []),
  ];
}
