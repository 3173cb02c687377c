/** Numbers of papers, each where it was read. What could not be read at its source is left out. */
export interface Published<T> {
  readonly source: string;
  readonly value: T;
}

const paper = (table: number): string => `Yin et al., AAAI 2025, Table ${table}`;

/** Trained numbers on ViT-B/16, as they are printed. */
export const publishedParameters: Readonly<Record<string, Published<string>>> = {
  coOpStar: { source: paper(1), value: '0.03m' },
  maple: { source: paper(1), value: '3.55m' },
  mapleStar: { source: paper(1), value: '0.80m' },
  dsraPromptSrc: { source: paper(1), value: '0.17m' },
};

/** The same by the places of the adapters. */
export const publishedPlacement: Readonly<Record<string, Readonly<Record<string, Published<string>>>>> = {
  dsraPromptSrc: {
    'attention only': { source: paper(4), value: '0.11m' },
    'feed-forward only': { source: paper(4), value: '0.11m' },
    both: { source: paper(4), value: '0.17m' },
  },
};

export interface PublishedHalves {
  readonly base: number;
  readonly new: number;
  readonly harmonicMean: number;
}

/** By data set, then by method. */
export type PublishedBySet<T> = Readonly<Record<string, Readonly<Record<string, Published<T>>>>>;

/** In the place of a data set: the mean over the papers' eleven. */
export const elevenSets = 'the average over eleven data sets';

const promptSrcPage = 'README of muzairkhattak/PromptSRC';
const maplePage = 'README of muzairkhattak/multimodal-prompt-learning';
const kgCoOpPage = 'README of htyao89/KgCoOp';
const halves = (source: string, base: number, other: number, harmonicMean: number) => ({
  source,
  value: { base, new: other, harmonicMean },
});

/** Base-to-new with CLIP ViT-B/16, 16 shots, three seeds, in percent. */
export const publishedBaseToNew: PublishedBySet<PublishedHalves> = {
  [elevenSets]: {
    zeroShot: halves(promptSrcPage, 69.34, 74.22, 71.7),
    coOp: halves(promptSrcPage, 82.69, 63.22, 71.66),
    coCoOp: halves(promptSrcPage, 80.47, 71.69, 75.83),
    // There: Deep Vision Prompting, and Independent V-L Prompting, of five epochs as here.
    vpt: halves(maplePage, 80.24, 73.43, 76.68),
    ivlp: halves(maplePage, 82.15, 74.07, 77.9),
    maple: halves(maplePage, 82.28, 75.14, 78.55),
    kgCoOp: halves(kgCoOpPage, 80.73, 73.6, 77),
    proGrad: halves(kgCoOpPage, 82.48, 70.75, 76.16),
    promptSrc: halves(promptSrcPage, 84.26, 76.1, 79.97),
  },
};

/** Learned on ImageNet with ViT-B/16 and tested on these, in percent. */
export const publishedTransfer: PublishedBySet<number> = {
  imagenet: { zeroShot: { source: paper(3), value: 66.73 } },
};
