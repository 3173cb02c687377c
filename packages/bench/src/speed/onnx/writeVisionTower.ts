import { writeFile } from 'node:fs/promises';
import type { Clip } from '@dsra/clip';
import { onnxModel } from './onnxModel';
import { visionTower } from './visionTower';

/** The image tower, for this many pictures at a time, as an ONNX file. */
export async function writeVisionTower(file: string, clip: Clip, batch: number): Promise<void> {
  await writeFile(file, onnxModel(visionTower(clip, batch)));
}
