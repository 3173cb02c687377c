import { safetensorsWriter, writeFilesAtomically } from '@dsra/core/node';
import { type ExportDtype, exportClip } from '../checkpoint/exportClip';
import { WEIGHT_FILE } from '../checkpoint/openWeights';
import type { Clip } from '../clip';

/**
 * Writes a Clip as a HuggingFace folder, which `loadClip` and `transformers` read: configuration, weights, preprocessing,
 * and the files of its tokenizer. All files appear together or none does; weights are written one by one.
 * @param options.dtype F32 (default) loads again bit for bit; F16 is half as large
 * @throws DsraError `unwritable` with the path and the reason
 */
export async function saveClip(
  clip: Clip,
  folder: string,
  options: { dtype?: ExportDtype } = {},
): Promise<void> {
  const { files, tensors, metadata } = exportClip(clip, options);
  await writeFilesAtomically(folder, { [WEIGHT_FILE]: safetensorsWriter(tensors, metadata), ...files });
}
