import type { TensorSource } from './tensorSource';

/** Where a checkpoint's files are: a folder, a web address, files that a user chose. */
export interface CheckpointFiles {
  /** For messages, and the Clip's name. */
  readonly name: string;
  /** All files there are, where that can be known. */
  readonly list?: readonly string[];
  /** A whole file; undefined if there is none of that name. */
  read(file: string): Promise<Uint8Array | undefined>;
  /** A safetensors file; undefined if there is none of that name. */
  open(file: string): Promise<TensorSource | undefined>;
}

/** What a file is called in messages. */
export function placeOf(files: CheckpointFiles, file: string): string {
  return `${files.name.replace(/\/$/, '')}/${file}`;
}
