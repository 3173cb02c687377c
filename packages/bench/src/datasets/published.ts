import { aircraftLayout } from './layouts/aircraftLayout';
import { classFoldersLayout, imageNetLayout, numberedFoldersLayout } from './layouts/imageNetLayout';
import type { Layout } from './layouts/layout';
import { splitFileLayout } from './layouts/splitFileLayout';

/** How many of each a set has. */
export interface DataSetCounts {
  readonly classes: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** One of the papers' data sets: where CoOp's users have it, and how they write its classes. */
export interface PublishedSet {
  readonly name: string;
  readonly title: string;
  /** CoOp's name for it in configurations, where it is another. */
  readonly coOpName?: string;
  /** Below the root of all data sets. */
  readonly folder: string;
  readonly layout: Layout;
  /** CoOp's hand-written sentence (its `zsclip.py`). */
  readonly template: string;
  /** What CoOp's paper counts in the whole set; nothing is set aside of ImageNet and its shifted sets. */
  readonly counts: DataSetCounts;
}

const photo = 'a photo of a {}.';

/** Pictures in one folder, which the paths of the split begin below. */
const imagesIn = (folder: string, file: string): Layout => splitFileLayout(file, [folder], folder);

/** Eleven sets to learn from, in the papers' order. */
const sources: readonly PublishedSet[] = [
  {
    name: 'imagenet',
    title: 'ImageNet',
    folder: 'imagenet',
    layout: imageNetLayout,
    template: photo,
    counts: { classes: 1000, train: 1_281_167, validation: 0, test: 50_000 },
  },
  {
    name: 'caltech101',
    title: 'Caltech101',
    folder: 'caltech-101',
    layout: imagesIn('101_ObjectCategories', 'split_zhou_Caltech101.json'),
    template: photo,
    counts: { classes: 100, train: 4128, validation: 1649, test: 2465 },
  },
  {
    name: 'oxfordPets',
    title: 'OxfordPets',
    folder: 'oxford_pets',
    layout: imagesIn('images', 'split_zhou_OxfordPets.json'),
    template: 'a photo of a {}, a type of pet.',
    counts: { classes: 37, train: 2944, validation: 736, test: 3669 },
  },
  {
    name: 'stanfordCars',
    title: 'StanfordCars',
    folder: 'stanford_cars',
    // The only split whose paths begin with the folders of pictures, cars_train/ and cars_test/.
    layout: splitFileLayout('split_zhou_StanfordCars.json', ['cars_train', 'cars_test']),
    template: photo,
    counts: { classes: 196, train: 6509, validation: 1635, test: 8041 },
  },
  {
    name: 'flowers102',
    title: 'Flowers102',
    coOpName: 'OxfordFlowers',
    folder: 'oxford_flowers',
    layout: imagesIn('jpg', 'split_zhou_OxfordFlowers.json'),
    template: 'a photo of a {}, a type of flower.',
    counts: { classes: 102, train: 4093, validation: 1633, test: 2463 },
  },
  {
    name: 'food101',
    title: 'Food101',
    folder: 'food-101',
    layout: imagesIn('images', 'split_zhou_Food101.json'),
    template: 'a photo of {}, a type of food.',
    counts: { classes: 101, train: 50_500, validation: 20_200, test: 30_300 },
  },
  {
    name: 'fgvcAircraft',
    title: 'FGVCAircraft',
    folder: 'fgvc_aircraft',
    layout: aircraftLayout,
    template: 'a photo of a {}, a type of aircraft.',
    counts: { classes: 100, train: 3334, validation: 3333, test: 3333 },
  },
  {
    name: 'sun397',
    title: 'SUN397',
    folder: 'sun397',
    layout: imagesIn('SUN397', 'split_zhou_SUN397.json'),
    template: photo,
    counts: { classes: 397, train: 15_880, validation: 3970, test: 19_850 },
  },
  {
    name: 'dtd',
    title: 'DTD',
    coOpName: 'DescribableTextures',
    folder: 'dtd',
    layout: imagesIn('images', 'split_zhou_DescribableTextures.json'),
    template: '{} texture.',
    counts: { classes: 47, train: 2820, validation: 1128, test: 1692 },
  },
  {
    name: 'euroSat',
    title: 'EuroSAT',
    folder: 'eurosat',
    layout: imagesIn('2750', 'split_zhou_EuroSAT.json'),
    template: 'a centered satellite photo of {}.',
    counts: { classes: 10, train: 13_500, validation: 5400, test: 8100 },
  },
  {
    name: 'ucf101',
    title: 'UCF101',
    folder: 'ucf101',
    layout: imagesIn('UCF-101-midframes', 'split_zhou_UCF101.json'),
    template: 'a photo of a person doing {}.',
    counts: { classes: 101, train: 7639, validation: 1898, test: 3783 },
  },
];

/** ImageNet's shifted sets: tested on alone. */
const shifted: readonly PublishedSet[] = [
  {
    name: 'imagenetV2',
    title: 'ImageNetV2',
    folder: 'imagenetv2',
    layout: numberedFoldersLayout('imagenetv2-matched-frequency-format-val'),
    template: photo,
    counts: { classes: 1000, train: 0, validation: 0, test: 10_000 },
  },
  {
    name: 'imagenetSketch',
    title: 'ImageNet-Sketch',
    folder: 'imagenet-sketch',
    layout: classFoldersLayout('images'),
    template: photo,
    counts: { classes: 1000, train: 0, validation: 0, test: 50_889 },
  },
  {
    name: 'imagenetA',
    title: 'ImageNet-A',
    folder: 'imagenet-adversarial',
    layout: classFoldersLayout('imagenet-a'),
    template: photo,
    counts: { classes: 200, train: 0, validation: 0, test: 7500 },
  },
  {
    name: 'imagenetR',
    title: 'ImageNet-R',
    folder: 'imagenet-rendition',
    layout: classFoldersLayout('imagenet-r'),
    template: photo,
    counts: { classes: 200, train: 0, validation: 0, test: 30_000 },
  },
];

export const publishedSets: readonly PublishedSet[] = [...sources, ...shifted];

/** Where CoOp tells how a set is laid out. */
export const layoutPage = ({ title }: Pick<PublishedSet, 'title'>): string =>
  `https://github.com/KaiyangZhou/CoOp/blob/main/DATASETS.md#${title.toLowerCase()}`;
