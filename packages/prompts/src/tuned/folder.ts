/** Folders in Node, without a dependency on Node: its part is imported when a folder is asked for. */
interface Folders {
  readFolder(folder: string, names?: readonly string[]): Promise<Record<string, Uint8Array>>;
  writeFilesAtomically(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void>;
}

// A variable, so that bundlers leave the import alone.
const nodeEntry: string = '@dsra/core/node';

export const folders = async (): Promise<Folders> =>
  (await import(/* @vite-ignore */ /* webpackIgnore: true */ nodeEntry)) as Folders;
