import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ClipConfig } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { isDsraError } from '@dsra/core';
import { useBackend } from '@dsra/runtime';
import type { Bench } from './entrants';
import { findOnnxRuntime } from './onnxRuntimeProcess';
import { writeVisionTower } from './onnx/writeVisionTower';
import type { StartOurs } from './ourProcess';
import { findPyTorch, hasCuda, inPyTorch, towersInPyTorch } from './pyTorchProcess';
import { type SpeedMode, speedModes } from './speedModes';
import type { SpeedOptions } from './speedOptions';
import { teach } from './taught';
import { BATCH, type Work } from './work';
import { taughtFor } from './worksFor';

export interface PrepareOptions extends SpeedOptions {
  /** The checkpoint's folder. */
  readonly folder: string;
  readonly start: StartOurs;
}

/**
 * Finds who can take part, and writes what they work with into a folder.
 * @param leaveOut told who cannot, and why
 */
export async function prepareBench(
  options: PrepareOptions,
  works: readonly Work[],
  adapters: string,
  leaveOut: (line: string) => void,
): Promise<Bench> {
  const { repeats, start, folder } = options;
  const modes = await availableModes(repeats, leaveOut);
  const { threads = availableParallelism() } = await useBackend('wasm');
  const clip = await loadClip(folder);
  try {
    const { config } = clip;
    await teach(clip, taughtFor(works), adapters);
    const onnx = works.some(({ kind }) => kind === 'encode') && onnxRuntimeFor(options, leaveOut);
    const tower = onnx ? join(adapters, 'vision.onnx') : undefined;
    if (tower !== undefined) await writeVisionTower(tower, clip, BATCH);
    const python = works.some(inPyTorch) ? pythonFor(options, config, leaveOut) : undefined;
    const cuda = python !== undefined && modes.includes('webgpu') && hasCuda(python);
    const slowWorks = (['step', 'encode'] as const).flatMap((kind) => {
      const first = works.find((work) => work.kind === kind);
      return first ? [first] : [];
    });
    return { repeats, start, folder, adapters, config, threads, modes, slowWorks, python, cuda, tower };
  } finally {
    clip.dispose();
  }
}

async function availableModes(
  repeats: SpeedOptions['repeats'],
  leaveOut: (line: string) => void,
): Promise<SpeedMode[]> {
  const modes: SpeedMode[] = [];
  for (const mode of speedModes.filter((it) => repeats[it] > 0)) {
    try {
      await useBackend(mode);
      modes.push(mode);
    } catch (error) {
      if (!isDsraError(error)) throw error;
      leaveOut(`${mode}: ${error.message}`);
    }
  }
  return modes;
}

function onnxRuntimeFor({ repeats }: SpeedOptions, leaveOut: (line: string) => void): boolean {
  if (repeats.onnxruntime === 0) return false;
  const found = findOnnxRuntime() !== undefined;
  if (!found) leaveOut('ONNX Runtime: the package onnxruntime-node is not installed');
  return found;
}

function pythonFor(
  { repeats }: SpeedOptions,
  config: ClipConfig,
  leaveOut: (line: string) => void,
): string | undefined {
  if (repeats.pytorch === 0) return undefined;
  if (!towersInPyTorch(config)) {
    leaveOut('PyTorch: its script has towers of one depth with QuickGELU only');
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
