import type { SgemmPeak } from '@dsra/runtime';
import { median } from '../statistics';
import { table } from '../terminal/table';
import type { Side } from './contender';
import type { KernelProfile } from './profileKernels';
import { productsOf } from './productsOf';
import { speedNotes } from './speedNotes';
import type { SpeedResult, WorkResult } from './speedResult';
import { BATCH } from './work';

const titles: Readonly<Record<Side, string>> = {
  webgpu: 'here, WebGPU',
  'wasm-blas': 'here',
  'wasm-rerouted': 'here, without BLAS',
  'wasm-stock': 'stock WASM',
  pytorch: 'PyTorch',
  'pytorch-default': 'PyTorch, as installed',
  'pytorch-cuda': 'PyTorch, CUDA',
  onnxruntime: 'ONNX Runtime',
};

const gigabytes = (bytes: number) => Math.round(bytes / 2 ** 30);

/** The result as lines: on what, then every work by everybody, then ratios, then where the time goes. */
export function speedTable(result: SpeedResult): string[] {
  const peak = result.sgemmPeak;
  const others = productsOf(result);
  return [
    `command    ${result.command}`,
    `model      ${result.model}, batch ${BATCH}`,
    `machine    ${result.processor}, ${result.cores} cores, ${gigabytes(result.memoryBytes)} GB, ${result.system}`,
    `software   Node ${result.node}, TensorFlow.js ${result.tensorFlowJs} with ${productsHere(result)}`,
    ...others.map(({ words }) => `           ${words}`),
    `sgemm peak ${peak ? peakInWords(peak) : 'no BLAS here'}`,
    ...others
      .filter(({ alike }) => !alike)
      .map(({ words }) => `unlike     ${words}: times compare BLAS or threads too, not programs alone`),
    ...result.leftOut.map((line) => `left out   ${line}`),
    '',
    ...table([
      ['median of', 'by', 'runs', 'pictures/s', 'peak memory', 'of sgemm peak', 'times as long', 'ms'],
      ...result.works.flatMap((work) => rowsOf(work, peak?.gflops)),
    ]),
    ...speedNotes(result),
    '',
    ...table([
      ['median time of', 'ratio'],
      ...result.ratios.map(({ what, ratio }) => [what, ratio.toFixed(2)]),
    ]),
    ...(result.profiles ?? []).flatMap(({ title, profile }) => ['', ...profileLines(title, profile)]),
  ];
}

const productsHere = ({ sgemmPeak, threads }: SpeedResult) => {
  const { library = 'no BLAS' } = sgemmPeak ?? {};
  return `${library} on ${threads} threads`;
};

const peakInWords = ({ gflops, library, threads = 1 }: SgemmPeak) =>
  `${gflops.toFixed(0)} GFLOPS, ${library}, ${threads} threads`;

function rowsOf({ title, turns }: WorkResult, peak: number | undefined): string[][] {
  const best = turns[0] && median(turns[0].milliseconds);
  return turns.map(({ side, version, note, operations, milliseconds, peakMemoryBytes }) => {
    const typical = median(milliseconds);
    // A GPU has a peak of its own.
    const gflops = operations === undefined || side === 'webgpu' ? undefined : operations / typical / 1e6;
    return [
      title,
      [nameOf(side, version), note].filter((it) => it !== undefined).join(', '),
      String(milliseconds.length),
      ((1000 * BATCH) / typical).toFixed(typical < 1e4 ? 1 : 2),
      `${Math.round(peakMemoryBytes / 2 ** 20)} MB`,
      gflops === undefined || peak === undefined ? '–' : `${((100 * gflops) / peak).toFixed(0)} %`,
      `${(typical / best!).toFixed(2)}×`,
      typical < 100 ? typical.toFixed(1) : typical.toFixed(0),
    ];
  });
}

const remarks: Partial<Record<Side, string>> = { 'pytorch-cuda': 'CUDA', 'pytorch-default': 'as installed' };

const nameOf = (side: Side, version: string | undefined): string =>
  version === undefined ? titles[side] : [version, remarks[side]].filter(Boolean).join(', ');

const SHOWN = 20;

function profileLines(title: string, { milliseconds, kernels, outside }: KernelProfile): string[] {
  const row = (name: string, calls: string, time: number) => [
    ...[name, calls, `${((100 * time) / milliseconds).toFixed(1)} %`, time.toFixed(1)],
  ];
  const together = (name: string, some: KernelProfile['kernels'], beside = 0) =>
    row(
      name,
      String(some.reduce((sum, { calls }) => sum + calls, 0)),
      some.reduce((sum, { milliseconds: time }) => sum + time, beside),
    );
  return [
    `where the ${milliseconds.toFixed(0)} ms of one run go: ${title}`,
    ...table([
      ['kernel', 'calls', 'share', 'ms'],
      ...kernels.slice(0, SHOWN).map((one) => together(one.kernel, [one])),
      ...(kernels.length > SHOWN ? [together('other kernels', kernels.slice(SHOWN))] : []),
      row('outside of kernels', '', outside),
      together('together', kernels, outside),
    ]),
  ];
}
