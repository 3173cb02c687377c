/** A picture on disk and the class that it shows: an index into `classNames`. */
export interface LabelledPicture {
  /** Absolute. */
  readonly path: string;
  readonly label: number;
}

/** A file that was left out, and why. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

/** Labelled pictures of at least two classes; each class has at least one training picture. */
export interface PictureSet {
  /** The folder that all pictures lie in, absolute. */
  readonly root: string;
  /** As a sentence needs them: `tabby cat`, not `tabby_cat`. */
  readonly classNames: readonly string[];
  readonly train: readonly LabelledPicture[];
  /** Set aside beside test pictures, for choices that somebody may make by them; no command does. */
  readonly val: readonly LabelledPicture[];
  /** Empty where nothing was set aside: `takeShots` then tests on what it does not take. */
  readonly test: readonly LabelledPicture[];
  readonly skipped: readonly SkippedFile[];
}
