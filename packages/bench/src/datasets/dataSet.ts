import type { RgbImage } from '@dsra/clip';

/** A labelled picture that is read, or drawn, when it is asked for. */
export interface DataSetItem {
  /** The same on every machine: its path below the set's folder, `/` between the parts; of a drawn one, `drawn:…`. */
  readonly id: string;
  /** Index into the set's class names. */
  readonly label: number;
  read(): Promise<RgbImage>;
}

/** What the protocols take: labelled pictures in three lists, in the order in which Dassl has them. */
export interface DataSet {
  readonly name: string;
  readonly title: string;
  readonly classNames: readonly string[];
  /** The sentence around a class name, `{}`. */
  readonly template: string;
  /** Empty for a set that is there to be tested on alone, as ImageNetV2 is. */
  readonly train: readonly DataSetItem[];
  readonly validation: readonly DataSetItem[];
  readonly test: readonly DataSetItem[];
}

export type DataSetKind = 'published' | 'embedded' | 'own';

/** Something that a set needs and that is not there. */
export interface MissingPart {
  /** Where it is expected: a path, as it was looked for. */
  readonly path: string;
  /** What it is, and where it comes from. */
  readonly what: string;
}

/** What is there of a set, told before anything runs. */
export interface DataSetCheck {
  readonly name: string;
  readonly title: string;
  /** All that the set needs can be used. */
  readonly complete: boolean;
  /** The folder that is looked into; absent for drawn sets. */
  readonly folder?: string;
  /** Unknown where the list of pictures is missing or cannot be read. */
  readonly classes?: number;
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
  readonly missing: readonly MissingPart[];
  /** Files that are there and wrong: one line each, with the place. */
  readonly problems: readonly string[];
  /** What is worth knowing and stops nothing: that this is a part of the published set, or that files were left out. */
  readonly remarks: readonly string[];
}

/** A data set that may or may not be on this disk. */
export interface DataSetSource {
  readonly name: string;
  readonly title: string;
  readonly kind: DataSetKind;
  /** Throws nothing for what is missing or malformed: that is what it tells. */
  check(root: string): Promise<DataSetCheck>;
  /** @throws DsraError `missing` or `badFile`, which names the file, the place in it, and what is expected there */
  open(root: string): Promise<DataSet>;
}
