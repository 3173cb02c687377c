import { decodeSafetensors, encodeSafetensors, toFloat32 } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Trainee } from './trainStep';

/** How far a training has come. */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  /** Seconds of training so far, over all interruptions. */
  readonly seconds: number;
  /** Mean over the last steps. */
  readonly loss: number;
  /** What the training was started with: another plan does not resume it. */
  readonly plan: string;
}

const FILE = 'pretraining.safetensors';

const leavesOf = ({ variables, optimizer }: Trainee): readonly tf.Variable[] => [
  ...variables,
  ...optimizer.state,
];

/** Writes weights, optimiser and progress beside their place, then renames. */
export async function saveTraining(folder: string, trainee: Trainee, state: TrainingState): Promise<void> {
  const tensors = leavesOf(trainee).map((leaf, i) => {
    const stored = { dtype: 'F32' as const, shape: leaf.shape, data: leaf.dataSync() as Float32Array };
    return [String(i), stored] as const;
  });
  const bytes = encodeSafetensors(Object.fromEntries(tensors), { state: JSON.stringify(state) });
  await writeFilesAtomically(folder, { [FILE]: bytes });
}

/** Continues a saved training of the same plan; undefined when there is none. */
export async function resumeTraining(
  folder: string,
  trainee: Trainee,
  plan: string,
): Promise<TrainingState | undefined> {
  const path = join(folder, FILE);
  if (!existsSync(path)) return undefined;
  const { tensors, metadata } = decodeSafetensors(new Uint8Array(await readFile(path)), dirname(path));
  const state = JSON.parse(metadata.state ?? '{}') as TrainingState;
  if (state.plan !== plan) return undefined;
  leavesOf(trainee).forEach((leaf, i) => {
    tf.tidy(() => {
      leaf.assign(tf.tensor(toFloat32(tensors.get(String(i))!), leaf.shape));
    });
  });
  return state;
}
