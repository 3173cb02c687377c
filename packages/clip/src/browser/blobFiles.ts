import type { CheckpointFiles } from '../checkpoint/checkpointFiles';
import { openBlob } from './openBlob';

/** A checkpoint in files that a user chose, by name; folders in front of a name do not count. */
export function blobFiles(files: Readonly<Record<string, Blob>>, name: string): CheckpointFiles {
  const blobOf = (file: string): Blob | undefined => (Object.hasOwn(files, file) ? files[file] : undefined);
  return {
    name,
    list: Object.keys(files),
    read: async (file) => {
      const blob = blobOf(file);
      return blob && new Uint8Array(await blob.arrayBuffer());
    },
    open: async (file) => {
      const blob = blobOf(file);
      return blob && openBlob(blob, `${name}/${file}`);
    },
  };
}
