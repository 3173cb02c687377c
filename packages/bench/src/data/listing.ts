export const splits = ['train', 'val', 'test'] as const;

export type Split = (typeof splits)[number];

/** A file that may be a picture, and what its place or its manifest says about it. */
export interface ListedFile {
  /** Absolute. */
  readonly path: string;
  /** As written: not cleaned. */
  readonly className: string;
  readonly split: Split;
}

/** What a folder or a manifest names, before any file is opened. */
export interface Listing {
  /** Where it came from, for messages. */
  readonly source: string;
  /** The folder that all files lie in, absolute. */
  readonly root: string;
  /** As written, sorted as Python sorts. */
  readonly classNames: readonly string[];
  readonly files: readonly ListedFile[];
  /** Files that lie where no class is. */
  readonly strays: readonly string[];
}
