import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClipConfig } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { isDsraError } from '@dsra/core';
import { measureSgemmPeak, type SgemmPeak, useBackend } from '@dsra/runtime';
import { findOnnxRuntime, startOnnxRuntime } from './onnxRuntimeProcess';
import { writeVisionTower } from './onnx/writeVisionTower';
import type { StartOurs } from './ourProcess';
import type { KernelProfile } from './profileKernels';
import { findPyTorch, inPyTorch, RECOMPUTE_FROM, startPyTorch } from './pyTorchProcess';
import { type SpeedMode, speedModes } from './speedModes';
import type { SpeedOptions } from './speedOptions';
import type { SpeedResult, WorkResult } from './speedResult';
import { type Entrant, takeTurns } from './takeTurns';
import { teach } from './taught';
import { BATCH, titleOf, type Work } from './work';
import { taughtFor, worksFor } from './worksFor';

export interface MeasureOptions extends SpeedOptions {
  readonly command: string;
  /** The checkpoint's folder. */
  readonly folder: string;
  readonly start: StartOurs;
  readonly onLine: (line: string) => void;
}

/** What is measured with. */
interface Bench extends MeasureOptions {
  readonly adapters: string;
  readonly config: ClipConfig;
  readonly threads: number;
  readonly modes: readonly SpeedMode[];
  readonly python: string | undefined;
  readonly tower: string | undefined;
}

/** Does all works, one after the other, each by everybody in turn. */
export async function measureSpeeds(options: MeasureOptions): Promise<SpeedResult> {
  const adapters = await mkdtemp(join(tmpdir(), 'dsra-speed-'));
  const works = worksFor(options);
  const leftOut: string[] = [];
  try {
    const bench = await prepare(options, works, adapters, (line) => {
      leftOut.push(line);
      options.onLine(`left out ${line}`);
    });
    const results: WorkResult[] = [];
    const profiles: { title: string; profile: KernelProfile }[] = [];
    let sgemmPeak = await measureSgemmPeak();
    for (const [i, work] of works.entries()) {
      results.push(await measureWork(bench, work, i, works));
      sgemmPeak = faster(sgemmPeak, await measureSgemmPeak());
      if (options.profile) profiles.push({ title: titleOf(work), profile: await profileOf(bench, work) });
    }
    return {
      ...{ command: options.command, model: options.model ?? options.architecture.name },
      ...{ processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), node: process.version },
      ...{ sgemmPeak, works: results, leftOut, ...(options.profile && { profiles }) },
    };
  } finally {
    await rm(adapters, { recursive: true });
  }
}

async function prepare(
  options: MeasureOptions,
  works: readonly Work[],
  adapters: string,
  leaveOut: (line: string) => void,
): Promise<Bench> {
  const modes: SpeedMode[] = [];
  for (const mode of speedModes) {
    try {
      await useBackend(mode);
      modes.push(mode);
    } catch (error) {
      if (!isDsraError(error)) throw error;
      leaveOut(`${mode}: ${error.message}`);
    }
  }
  const { threads = availableParallelism() } = await useBackend('wasm');
  const clip = await loadClip(options.folder);
  await teach(clip, taughtFor(works), adapters);
  const encodes = works.some(({ kind }) => kind === 'encode') && options.repeats.onnxruntime > 0;
  const onnx = encodes ? findOnnxRuntime() : undefined;
  if (encodes && onnx === undefined) leaveOut('ONNX Runtime: the package onnxruntime-node is not installed');
  const tower = onnx === undefined ? undefined : join(adapters, 'vision.onnx');
  if (tower !== undefined) await writeVisionTower(tower, clip, BATCH);
  const { config } = clip;
  clip.dispose();
  return { ...options, adapters, config, threads, modes, python: pythonFor(options, leaveOut), tower };
}

/** The script is written for one architecture. */
function pythonFor(
  { repeats, model, architecture }: MeasureOptions,
  leaveOut: (line: string) => void,
): string | undefined {
  if (repeats.pytorch === 0) return undefined;
  if (model !== undefined || architecture.name !== 'ViT-B/16') {
    leaveOut('PyTorch: its script is ViT-B/16');
    return undefined;
  }
  const python = findPyTorch();
  if (python === undefined) {
    leaveOut(
      'PyTorch: no python3 here has torch (Debian: apt-get install python3-torch; or set DSRA_PYTHON)',
    );
  }
  return python;
}

async function measureWork(bench: Bench, work: Work, i: number, works: readonly Work[]): Promise<WorkResult> {
  const title = titleOf(work);
  const turns = await takeTurns(entrantsFor(bench, work, i, works), (round, side, milliseconds) => {
    bench.onLine(`round ${round}: ${title}, ${side} ${Math.round(milliseconds)} ms`);
  });
  return { work, title, turns };
}

function entrantsFor(bench: Bench, work: Work, i: number, works: readonly Work[]): Entrant[] {
  const { repeats, modes, python, tower, threads, start, adapters, folder, config } = bench;
  // The slow ways do the first of each kind alone.
  const first = work.kind !== 'classify' && works.findIndex(({ kind }) => kind === work.kind) === i;
  const ours = modes.filter((mode) => mode === modes[0] || first);
  const seldom = work.kind === 'step' && work.classes >= RECOMPUTE_FROM;
  return [
    ...ours.map((mode) => ({
      ...{ side: mode, repeats: seldom ? Math.min(3, repeats[mode]) : repeats[mode] },
      start: () => start({ work, mode, model: folder, adapters }),
    })),
    ...(python !== undefined && inPyTorch(work)
      ? [
          {
            ...{ side: 'pytorch' as const, repeats: seldom ? Math.min(3, repeats.pytorch) : repeats.pytorch },
            start: () => startPyTorch(python, work, threads),
          },
        ]
      : []),
    ...(tower !== undefined && work.kind === 'encode'
      ? [
          {
            ...{ side: 'onnxruntime' as const, repeats: repeats.onnxruntime },
            start: () => startOnnxRuntime({ file: tower, side: config.vision.imageSize }, threads),
          },
        ]
      : []),
  ];
}

async function profileOf({ start, modes, folder, adapters }: Bench, work: Work): Promise<KernelProfile> {
  const running = await start({ work, mode: modes[0]!, model: folder, adapters });
  try {
    return await running.profile();
  } finally {
    await running.stop();
  }
}

function faster(a: SgemmPeak | undefined, b: SgemmPeak | undefined): SgemmPeak | undefined {
  return (b?.gflops ?? 0) > (a?.gflops ?? 0) ? b : a;
}
