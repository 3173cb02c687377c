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

/** The result as lines: on what, then every work by everybody, then ratios, then where the time goes. */
export function speedTable(result: SpeedResult): string[] {
  const peak = result.sgemmPeak;
  return [
    `command    ${result.command}`,
    `model      ${result.model}, batch ${BATCH}`,
    `machine    ${result.processor}, ${result.cores} cores, Node ${result.node}`,
    `sgemm peak ${peak ? `${peak.gflops.toFixed(0)} GFLOPS, ${peak.library}, ${peak.threads ?? '?'} threads` : 'no BLAS here'}`,
    ...result.leftOut.map((line) => `left out   ${line}`),
    '',
    ...table([
      ['work', 'by', 'of', 'pictures/s', 'peak memory', 'of sgemm peak', 'times as long', 'median ms'],
      ...result.works.flatMap((work) => rowsOf(work, peak?.gflops)),
    ]),
    'Peak memory is resident, of the process that did the work. Share of the peak: useful operations only.',
    ...ratioLines(result.works),
    ...(result.profiles ?? []).flatMap(({ title, profile }) => ['', ...profileLines(title, profile)]),
  ];
}

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

/** Works of which one is another done differently. */
function ratioLines(works: readonly WorkResult[]): string[] {
  const pictures = (wanted: (work: WorkResult['work']) => boolean): number | undefined => {
    const own = works.find(({ work }) => wanted(work))?.turns[0];
    return own && 1000 / median(own.milliseconds);
  };
  const line = (what: string, a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? [] : [`${what}: ${(a / b).toFixed(3)}`];
  const encode = (model: string) => pictures((work) => work.kind === 'encode' && work.model === model);
  const classify = (method: string) => pictures((work) => work.kind === 'classify' && work.method === method);
  return [
    ...line('merged DsRA ÷ plain CLIP, pictures encoded a second', encode('merged'), encode('plain')),
    ...line('merged DsRA ÷ plain CLIP, pictures classified a second', classify('merged'), classify('plain')),
    ...line('hooked DsRA ÷ plain CLIP, pictures classified a second', classify('dsra'), classify('plain')),
  ];
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
