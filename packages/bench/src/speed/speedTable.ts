import { table } from '../terminal/table';
import { modeTitles, type SpeedMode, speedModes } from './speedModes';
import type { PyTorchComparison } from './comparePyTorch';
import { median } from '../statistics';
import type { SpeedResult, Timing } from './speedResult';

/** The result as lines: what was measured, on what, a table of times and ratios, memory. */
export function speedTable(result: SpeedResult): string[] {
  const modes = speedModes.filter((mode) => result.timings.some((timing) => timing.mode === mode));
  const names = [...new Set(result.timings.map(({ workload }) => workload))];
  const rows = names.map((name) => rowOf(name, modes, result.timings));
  const peak = result.sgemmPeak;
  return [
    `model      ${result.model}`,
    `machine    ${result.processor}, ${result.cores} cores`,
    `sgemm peak ${peak ? `${peak.gflops.toFixed(0)} GFLOPS, ${peak.library}` : 'no BLAS here'}`,
    '',
    ...table([headOf(modes), ...rows]),
    `pictures/s, GFLOPS and share of the sgemm peak: ${modeTitles[modes[0]!]}, useful operations only`,
    '',
    ...modes.map((mode) => `WASM heap after ${modeTitles[mode]}: ${megabytes(result.heapBytes[mode] ?? 0)}`),
    `peak memory of the process: ${megabytes(result.peakMemoryBytes)}`,
    ...Object.entries(result.skipped).map(([mode, reason]) => `left out ${mode}: ${reason}`),
    ...(result.pyTorch ? ['', ...pyTorchTable(result.pyTorch)] : []),
  ];
}

/** Medians side by side. */
const pyTorchTable = (comparisons: readonly PyTorchComparison[]): string[] =>
  table([
    ['median, in turn with PyTorch', 'here', 'PyTorch', 'times faster', 'PyTorch’s peak memory'],
    ...comparisons.map(({ workload, ours, theirs, ratio, theirPeakMemoryBytes }) => [
      workload,
      `${median(ours).toFixed(0)} ms`,
      `${median(theirs).toFixed(0)} ms`,
      ratio.toFixed(2),
      megabytes(theirPeakMemoryBytes),
    ]),
  ]);

const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;

function headOf(modes: readonly SpeedMode[]): string[] {
  const titles = modes.map((mode) => modeTitles[mode]);
  const ratios = titles.slice(0, -1).map((title) => `${titles.at(-1)!} ÷ ${title}`);
  return ['median of', ...titles, ...ratios, 'pictures/s', 'GFLOPS', 'of peak'];
}

/** Times of every mode; speed, and share of the peak, of the fastest. */
function rowOf(name: string, modes: readonly SpeedMode[], timings: readonly Timing[]): string[] {
  const of = (mode: SpeedMode) => timings.find((it) => it.workload === name && it.mode === mode)!;
  const slowest = of(modes.at(-1)!).median;
  const best = of(modes[0]!);
  return [
    name,
    ...modes.map((mode) => `${of(mode).median.toFixed(of(mode).median < 100 ? 1 : 0)} ms`),
    ...modes.slice(0, -1).map((mode) => `${(slowest / of(mode).median).toFixed(1)}×`),
    best.picturesPerSecond.toFixed(1),
    best.gflops === undefined ? '–' : best.gflops.toFixed(0),
    best.shareOfPeak === undefined ? '–' : `${(100 * best.shareOfPeak).toFixed(0)} %`,
  ];
}
