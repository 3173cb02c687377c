import type { SgemmPeak } from '@dsra/runtime';
import { median } from '../statistics';
import { table } from '../terminal/table';
import type { Side } from './contender';
import type { KernelProfile } from './profileKernels';
import type { SpeedResult, WorkResult } from './speedResult';
import { BATCH } from './work';

const titles: Readonly<Record<Side, string>> = {
  'wasm-blas': 'here',
  'wasm-rerouted': 'here, without BLAS',
  'wasm-stock': 'stock WASM',
  pytorch: 'PyTorch',
  onnxruntime: 'ONNX Runtime',
};

const gigabytes = (bytes: number) => Math.round(bytes / 2 ** 30);

/** The result as lines: on what, then every work by everybody, then ratios, then where the time goes. */
export function speedTable(result: SpeedResult): string[] {
  const peak = result.sgemmPeak;
  return [
    `command    ${result.command}`,
    `model      ${result.model}, batch ${BATCH}`,
    `machine    ${result.processor}, ${result.cores} cores, ${gigabytes(result.memoryBytes)} GB, ${result.system}`,
    `software   Node ${result.node}, TensorFlow.js ${result.tensorFlowJs}; ${result.threads} threads everywhere`,
    `sgemm peak ${peak ? peakInWords(peak) : 'no BLAS here'}`,
    ...result.leftOut.map((line) => `left out   ${line}`),
    '',
    ...table([
      ['median of', 'by', 'runs', 'pictures/s', 'peak memory', 'of sgemm peak', 'times as long', 'ms'],
      ...result.works.flatMap((work) => rowsOf(work, peak?.gflops)),
    ]),
    'Peak memory is resident, of the process that did the work. Share of the peak: useful operations only.',
    '',
    ...table([
      ['median time of', 'ratio'],
      ...result.ratios.map(({ what, ratio }) => [what, ratio.toFixed(2)]),
    ]),
    ...(result.profiles ?? []).flatMap(({ title, profile }) => ['', ...profileLines(title, profile)]),
  ];
}

const peakInWords = ({ gflops, library, threads = 1 }: SgemmPeak) =>
  `${gflops.toFixed(0)} GFLOPS, ${library}, ${threads} threads`;

function rowsOf({ title, turns }: WorkResult, peak: number | undefined): string[][] {
  const best = turns[0] && median(turns[0].milliseconds);
  return turns.map(({ side, version, note, operations, milliseconds, peakMemoryBytes }) => {
    const typical = median(milliseconds);
    const gflops = operations === undefined ? undefined : operations / typical / 1e6;
    return [
      title,
      [version ?? titles[side], note].filter((it) => it !== undefined).join(', '),
      String(milliseconds.length),
      ((1000 * BATCH) / typical).toFixed(typical < 1e4 ? 1 : 2),
      `${Math.round(peakMemoryBytes / 2 ** 20)} MB`,
      gflops === undefined || peak === undefined ? '–' : `${((100 * gflops) / peak).toFixed(0)} %`,
      `${(typical / best!).toFixed(2)}×`,
      typical < 100 ? typical.toFixed(1) : typical.toFixed(0),
    ];
  });
}

const SHOWN = 20;

function profileLines(title: string, { milliseconds, kernels, outside }: KernelProfile): string[] {
  const row = (name: string, calls: string, time: number) => [
    ...[name, calls, `${((100 * time) / milliseconds).toFixed(1)} %`, time.toFixed(1)],
  ];
  return [
    `where the ${milliseconds.toFixed(0)} ms of one run go: ${title}`,
    ...table([
      ['kernel', 'calls', 'share', 'ms'],
      ...kernels
        .slice(0, SHOWN)
        .map(({ kernel, calls, milliseconds: time }) => row(kernel, String(calls), time)),
      row('outside of kernels', '', outside),
    ]),
  ];
}
