import type { MissingPart } from '../dataSet';

/** A picture as a layout names it, before it is opened. */
export interface ListedPicture {
  /** Below the set's folder, `/` between the parts. */
  readonly path: string;
  readonly label: number;
}

/** What a layout says about a set. */
export interface ListedSet {
  /** As written: not cleaned. */
  readonly classNames: readonly string[];
  readonly train: readonly ListedPicture[];
  readonly validation: readonly ListedPicture[];
  readonly test: readonly ListedPicture[];
}

/** What is not as it should be, collected so that one look tells all of it. */
export interface Findings {
  readonly missing: MissingPart[];
  /** One line each: the file, the place in it, what is expected there. */
  readonly problems: string[];
}

/**
 * How the pictures of a published set lie in its folder, as CoOp's DATASETS.md has it. What it cannot use goes into the
 * findings; undefined where there is nothing to list.
 */
export interface Layout {
  /** What the folder holds, in words: for people who do not have it yet. */
  readonly holds: string;
  list(folder: string, findings: Findings): Promise<ListedSet | undefined>;
}
