import { readFileSync } from 'node:fs';
import { rename, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dataRoot, picture, publishedTrees } from '../../../../test/support/dataTrees';
import type { ClassHalf } from '../data/subsampleClasses';
import type { DataSet, DataSetItem } from './dataSet';
import { dataSetNamed, publishedSources } from './dataSetNamed';
import { drawShots } from './drawShots';
import { publishedSets } from './published';

let here: ReturnType<typeof dataRoot>;
beforeEach(() => {
  here = dataRoot();
});
afterEach(() => here.remove());

const open = (name: string): Promise<DataSet> => dataSetNamed(name).open(here.root);
const rows = (items: readonly DataSetItem[]) => items.map(({ id, label }) => [id, label]);

/** What somebody who reads DATASETS.md and CoOp's code expects of the tree: class names, training and test pictures. */
const expected: Record<string, { classes: string[]; train: [string, number][]; test: [string, number][] }> = {
  imagenet: {
    classes: ['tench', 'goldfish'],
    train: [
      ['images/train/n01440764/n01440764_18.JPEG', 0],
      ['images/train/n01443537/n01443537_10.JPEG', 1],
      ['images/train/n01443537/n01443537_2.JPEG', 1],
    ],
    test: [
      ['images/val/n01440764/ILSVRC2012_val_00000293.JPEG', 0],
      ['images/val/n01443537/ILSVRC2012_val_00000236.JPEG', 1],
    ],
  },
  caltech101: {
    classes: ['face', 'accordion'],
    train: [
      ['101_ObjectCategories/accordion/image_0003.jpg', 1],
      ['101_ObjectCategories/Faces/image_0002.jpg', 0],
    ],
    test: [
      ['101_ObjectCategories/Faces/image_0003.jpg', 0],
      ['101_ObjectCategories/accordion/image_0001.jpg', 1],
    ],
  },
  oxfordPets: {
    classes: ['abyssinian', 'american bulldog'],
    train: [
      ['images/american_bulldog_1.jpg', 1],
      ['images/Abyssinian_2.jpg', 0],
    ],
    test: [
      ['images/Abyssinian_1.jpg', 0],
      ['images/american_bulldog_2.jpg', 1],
    ],
  },
  stanfordCars: {
    classes: ['2000 AM General Hummer SUV', '2012 Acura RL Sedan'],
    train: [
      ['cars_train/00002.jpg', 0],
      ['cars_train/00001.jpg', 1],
    ],
    test: [['cars_test/00001.jpg', 0]],
  },
  flowers102: {
    classes: ['pink primrose', 'hard-leaved pocket orchid'],
    train: [
      ['jpg/image_06734.jpg', 0],
      ['jpg/image_05094.jpg', 1],
    ],
    test: [['jpg/image_06735.jpg', 0]],
  },
  food101: {
    classes: ['apple pie', 'baklava'],
    train: [
      ['images/baklava/1006121.jpg', 1],
      ['images/apple_pie/1005649.jpg', 0],
    ],
    test: [['images/apple_pie/1011328.jpg', 0]],
  },
  fgvcAircraft: {
    classes: ['707-320', 'F/A-18', 'Model B200'],
    train: [
      ['images/1025794.jpg', 2],
      ['images/1340192.jpg', 0],
      ['images/0056978.jpg', 1],
    ],
    test: [['images/1514522.jpg', 1]],
  },
  sun397: {
    classes: ['abbey', 'outdoor apartment building'],
    train: [
      ['SUN397/a/abbey/sun_aaaa.jpg', 0],
      ['SUN397/a/apartment_building/outdoor/sun_aaab.jpg', 1],
    ],
    test: [['SUN397/a/abbey/sun_aaac.jpg', 0]],
  },
  dtd: {
    classes: ['banded', 'blotchy'],
    train: [
      ['images/banded/banded_0002.jpg', 0],
      ['images/blotchy/blotchy_0003.jpg', 1],
    ],
    test: [['images/blotchy/blotchy_0006.jpg', 1]],
  },
  euroSat: {
    classes: ['Annual Crop Land', 'Sea or Lake'],
    train: [
      ['2750/SeaLake/SeaLake_1.jpg', 1],
      ['2750/AnnualCrop/AnnualCrop_1.jpg', 0],
    ],
    test: [['2750/SeaLake/SeaLake_2.jpg', 1]],
  },
  ucf101: {
    classes: ['Apply Eye Makeup', 'Apply Lipstick'],
    train: [
      ['UCF-101-midframes/Apply_Eye_Makeup/v_ApplyEyeMakeup_g08_c01.jpg', 0],
      ['UCF-101-midframes/Apply_Lipstick/v_ApplyLipstick_g01_c01.jpg', 1],
    ],
    test: [['UCF-101-midframes/Apply_Lipstick/v_ApplyLipstick_g01_c02.jpg', 1]],
  },
  imagenetV2: {
    classes: ['tench', 'goldfish', 'great white shark'],
    train: [],
    test: [
      ['imagenetv2-matched-frequency-format-val/0/a.jpeg', 0],
      ['imagenetv2-matched-frequency-format-val/0/b.jpeg', 0],
      ['imagenetv2-matched-frequency-format-val/1/c.jpeg', 1],
      ['imagenetv2-matched-frequency-format-val/2/d.jpeg', 2],
    ],
  },
  imagenetSketch: {
    classes: ['tench', 'goldfish', 'great white shark'],
    train: [],
    test: [
      ['images/n01440764/sketch_1.JPEG', 0],
      ['images/n01443537/sketch_0.JPEG', 1],
      ['images/n01484850/sketch_3.JPEG', 2],
    ],
  },
  imagenetA: {
    classes: ['goldfish', 'great white shark'],
    train: [],
    test: [
      ['imagenet-a/n01443537/0.001_b.jpg', 0],
      ['imagenet-a/n01484850/0.000_a.jpg', 1],
    ],
  },
  imagenetR: {
    classes: ['tench', 'great white shark'],
    train: [],
    test: [
      ['imagenet-r/n01440764/art_0.jpg', 0],
      ['imagenet-r/n01484850/toy_0.jpg', 1],
    ],
  },
};

test('trees as DATASETS.md describes them are read, in the order of their lists', async () => {
  await here.write(await publishedTrees());
  expect(publishedSources.map(({ name }) => name)).toEqual(Object.keys(expected));
  for (const source of publishedSources) {
    const { classes, train, test: tested } = expected[source.name]!;
    const set = await source.open(here.root);
    expect([source.name, set.classNames, rows(set.train), rows(set.test)]).toEqual([
      ...[source.name, classes, train, tested],
    ]);
    const check = await source.check(here.root);
    const counts = { classes: classes.length, train: train.length, test: tested.length };
    expect(check).toMatchObject({ complete: true, missing: [], problems: [], ...counts });
    expect(check.remarks).toEqual([
      expect.stringMatching(/^not the whole set: the published one has .*test/u),
    ]);
  }
  const pixels = await (await open('euroSat')).train[1]!.read();
  expect([pixels.width, pixels.height, ...pixels.data.subarray(0, 3)]).toEqual([6, 4, 0x30, 0x30, 0xc0]);
  expect(rows((await open('caltech101')).validation)).toEqual([
    ['101_ObjectCategories/Faces/image_0001.jpg', 0],
  ]);
});

test('the published counts add to the sizes of the data sets', () => {
  const sizes = Object.fromEntries(
    publishedSets.map(({ name, counts }) => [name, counts.train + counts.validation + counts.test]),
  );
  // Caltech101 without BACKGROUND_Google (467) and Faces_easy (435).
  expect(sizes).toMatchObject({ caltech101: 9144 - 467 - 435, oxfordPets: 7349, stanfordCars: 16_185 });
  expect(sizes).toMatchObject({ flowers102: 8189, food101: 101_000, fgvcAircraft: 10_000, dtd: 5640 });
  expect(sizes).toMatchObject({ euroSat: 27_000, ucf101: 13_320, sun397: 39_700 });
});

test('templates are those of CoOp’s zero-shot trainer', () => {
  const text = readFileSync('test/golden/clip-tiny/texts.json', 'utf8');
  const golden = (JSON.parse(text) as { template_sets: Record<string, Record<string, string>> })
    .template_sets;
  const written = publishedSets.map(({ title, coOpName, template }) => [
    coOpName ?? title.replace('-', ''),
    template,
  ]);
  expect(Object.fromEntries(written)).toEqual(golden['coop.zsclip.CUSTOM_TEMPLATES']);
});

interface Golden {
  split: Record<'train' | 'val' | 'test', [string, number, string][]>;
  results: ({ shots: number; seed: number; subsample: ClassHalf; classnames: string[] } & Record<
    'train' | 'val' | 'test',
    string[]
  > &
    Record<'train_labels' | 'val_labels' | 'test_labels', number[]>)[];
}

test('a split file gives the items that Dassl draws, in its order, seed by seed', async () => {
  const golden = JSON.parse(readFileSync('test/golden/fewshot-split.json', 'utf8')) as Golden;
  const jpg = await picture('#808080');
  const paths = Object.values(golden.split).flatMap((list) => list.map(([path]) => path));
  await here.write({
    ...Object.fromEntries(paths.map((path) => [`oxford_pets/images/${path}`, jpg])),
    'oxford_pets/split_zhou_OxfordPets.json': JSON.stringify(golden.split),
  });
  const set = await open('oxfordPets');
  for (const { shots, seed, subsample, ...drawn } of golden.results) {
    const found = drawShots(set, { shots, seed, classes: subsample });
    for (const [list, name] of [
      ['train', 'train'],
      ['validation', 'val'],
      ['test', 'test'],
    ] as const) {
      expect(found[list].map(({ id }) => id)).toEqual(drawn[name].map((path) => `images/${path}`));
      expect(found[list].map(({ label }) => label)).toEqual(drawn[`${name}_labels`]);
    }
    expect(found.classNames).toEqual(drawn.classnames.map((name) => name.replaceAll('_', ' ')));
  }
  expect(new Set(golden.results.map(({ seed }) => seed))).toEqual(new Set([1, 2, 3]));
});

describe('what is missing is told with its place', () => {
  const missing = async (name: string) => {
    const { complete, missing: parts, problems } = await dataSetNamed(name).check(here.root);
    expect([complete, problems]).toEqual([false, []]);
    return parts.map(({ path }) => path.replace(here.root, ''));
  };

  test('the folder of a set', async () => {
    for (const { name, folder } of publishedSets) expect(await missing(name)).toEqual([`/${folder}`]);
    await expect(open('dtd')).rejects.toMatchObject({ code: 'missing' });
    await expect(open('dtd')).rejects.toThrow(
      /^DTD: .*\/dtd is not there: the folder of the set, with images\/, split_zhou_DescribableTextures.json; how to get it: https:.*DATASETS.md#dtd$/u,
    );
  });

  test('the list, and the pictures', async () => {
    await here.write(await publishedTrees());
    await rm(here.at('oxford_pets/split_zhou_OxfordPets.json'));
    await rm(here.at('fgvc_aircraft/images_variant_val.txt'));
    await rm(here.at('fgvc_aircraft/variants.txt'));
    await rm(here.at('stanford_cars/cars_test'), { recursive: true });
    await rm(here.at('food-101/images/apple_pie'), { recursive: true });
    await rm(here.at('imagenet/classnames.txt'));
    await rm(here.at('imagenet/images/val'), { recursive: true });
    await rm(here.at('imagenetv2/imagenetv2-matched-frequency-format-val/1'), { recursive: true });
    expect(await missing('oxfordPets')).toEqual(['/oxford_pets/split_zhou_OxfordPets.json']);
    expect(await missing('fgvcAircraft')).toEqual([
      '/fgvc_aircraft/variants.txt',
      '/fgvc_aircraft/images_variant_val.txt',
    ]);
    expect(await missing('stanfordCars')).toEqual(['/stanford_cars/cars_test']);
    expect(await missing('food101')).toEqual(['/food-101/images/apple_pie/1005649.jpg']);
    const { missing: parts } = await dataSetNamed('food101').check(here.root);
    expect(parts[0]!.what).toBe('a picture that split_zhou_Food101.json names, one of 2 that are missing');
    expect(await missing('imagenet')).toEqual(['/imagenet/classnames.txt', '/imagenet/images/val']);
    expect(await missing('imagenetV2')).toEqual(['/imagenetv2/imagenetv2-matched-frequency-format-val/1']);
    await expect(open('imagenet')).rejects.toThrow(/classnames.txt is not there.*\(and 1 more;/u);
  });

  test('of a tree that is extracted in part, the first classes', async () => {
    await here.write(await publishedTrees());
    const lines = Array.from({ length: 100 }, (_, index) => `n${index} class ${index}`);
    await writeFile(here.at('imagenetv2/classnames.txt'), lines.join('\n'));
    const place = '/imagenetv2/imagenetv2-matched-frequency-format-val';
    expect(await missing('imagenetV2')).toEqual([3, 4, 5].map((label) => `${place}/${label}`));
    const { missing: parts } = await dataSetNamed('imagenetV2').check(here.root);
    expect(parts[0]!.what).toBe('the pictures of a class, one of 97 class folders that are missing');
  });

  test('test pictures of a class that is trained on', async () => {
    await here.write(await publishedTrees());
    await rm(here.at('imagenet/images/val/n01443537'), { recursive: true });
    expect(await missing('imagenet')).toEqual(['/imagenet/images/val/n01443537']);
  });
});

describe('what is wrong is told with its place', () => {
  const wrong = async (name: string): Promise<string> => {
    const { complete, problems } = await dataSetNamed(name).check(here.root);
    expect(complete).toBe(false);
    const [line] = problems;
    await expect(open(name)).rejects.toThrow(line!);
    return problems.join('\n').replaceAll(here.root, '');
  };
  const pets = async (split: unknown): Promise<string> => {
    const text = typeof split === 'string' ? split : JSON.stringify(split);
    await writeFile(here.at('oxford_pets/split_zhou_OxfordPets.json'), text);
    return (await wrong('oxfordPets')).replace('/oxford_pets/split_zhou_OxfordPets.json: ', '');
  };
  const cat = ['Abyssinian_1.jpg', 0, 'abyssinian'];
  const dog = ['american_bulldog_1.jpg', 1, 'american_bulldog'];

  beforeEach(async () => here.write(await publishedTrees()));

  test('in a split file', async () => {
    expect(await pets('{"train": [')).toMatch(/^not JSON: /u);
    expect(await pets([cat])).toBe('expected {"train": […], "val": […], "test": […]}');
    expect(await pets({ train: [cat], test: [] })).toContain('; "val" is no list');
    expect(await pets({ train: [cat, dog], val: [], test: [] })).toBe('"test" is empty');
    expect(await pets({ train: [cat, ['x.jpg', 1]], val: [], test: [cat] })).toBe(
      '"train", row 2: expected [path, label, class name], found ["x.jpg",1]',
    );
    expect(await pets({ train: [cat, ['x.jpg', -1, 'x']], val: [], test: [cat] })).toContain(
      '"train", row 2',
    );
    for (const path of ['../../etc/passwd', '/etc/passwd', 'a/../../b.jpg', 'C:\\b.jpg']) {
      expect(await pets({ train: [cat, [path, 1, 'x']], val: [], test: [cat] })).toContain('leads out of');
    }
    expect(await pets({ train: [cat, dog], val: [], test: [['Abyssinian_1.jpg', 0, 'siamese']] })).toBe(
      '"test", row 1: label 0 is "siamese", but "abyssinian" in "train", row 1',
    );
    expect(await pets({ train: [cat, dog], val: [], test: [['Abyssinian_1.jpg', 7, 'x']] })).toBe(
      '"test", row 1: label 7 has no training picture',
    );
    expect(await pets({ train: [cat, ['american_bulldog_1.jpg', 2, 'x']], val: [], test: [cat] })).toBe(
      'the labels have a gap: there is a label 2 and no label 1',
    );
  });

  test('labels may be written as texts, as Python’s int() reads them', async () => {
    const split = { train: [['Abyssinian_1.jpg', '0', 'abyssinian'], dog], val: [], test: [cat] };
    await writeFile(here.at('oxford_pets/split_zhou_OxfordPets.json'), JSON.stringify(split));
    expect(rows((await open('oxfordPets')).train)[0]).toEqual(['images/Abyssinian_1.jpg', 0]);
  });

  test('in the lists of FGVCAircraft', async () => {
    await writeFile(here.at('fgvc_aircraft/images_variant_test.txt'), '\n1514522 F/A-19\n../x F/A-18\n');
    expect(await wrong('fgvcAircraft')).toBe(
      '/fgvc_aircraft/images_variant_test.txt: line 2: "F/A-19" is no variant of variants.txt, ' +
        'line 3: "../x" is no name of a picture in images/',
    );
  });

  test('in classnames.txt and the class folders', async () => {
    await writeFile(here.at('imagenet/classnames.txt'), 'n01440764 tench\n\nn01443537\nn01440764 carp\n');
    expect((await wrong('imagenet')).split('\n')).toEqual([
      '/imagenet/classnames.txt, line 3: expected a folder name, a space and a class name: "n01443537"',
      '/imagenet/classnames.txt, line 4: n01440764 is named a second time: "n01440764 carp"',
      '/imagenet/classnames.txt: no line for the class folders n01443537',
    ]);
    await rename(here.at('imagenet-sketch/images/n01440764'), here.at('imagenet-sketch/images/n99999999'));
    expect(await wrong('imagenetSketch')).toContain('no line for the class folders n99999999');
    await writeFile(here.at('imagenet-rendition/imagenet-r/n01440764/Thumbs.db'), 'x');
    expect(await wrong('imagenetR')).toBe(
      '/imagenet-rendition/imagenet-r/n01440764: not pictures, remove them: Thumbs.db',
    );
    await rm(here.at('imagenet-adversarial/imagenet-a/n01484850/0.000_a.jpg'));
    expect(await wrong('imagenetA')).toContain('n01484850: no pictures in this class folder');
  });

  test('in many class folders, the first of them', async () => {
    const place = 'imagenetv2/imagenetv2-matched-frequency-format-val';
    for (const label of [0, 1, 2]) await here.write({ [`${place}/${label}/notes.txt`]: 'x' });
    await rm(here.at(place, '1/c.jpeg'));
    await rm(here.at(place, '2/d.jpeg'));
    const lines = (await wrong('imagenetV2')).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe(`/${place}: and 2 more like these in its class folders`);
  });
});

test('links count as what they lead to', async () => {
  await here.write(await publishedTrees());
  await rename(here.at('imagenet/images/val'), here.at('elsewhere'));
  await symlink(here.at('elsewhere'), here.at('imagenet/images/val'));
  await rename(here.at('imagenet-adversarial/imagenet-a/n01443537'), here.at('class'));
  await symlink(here.at('class'), here.at('imagenet-adversarial/imagenet-a/n01443537'));
  expect((await open('imagenet')).test).toHaveLength(2);
  expect((await open('imagenetA')).classNames).toEqual(['goldfish', 'great white shark']);
});

test('ImageNet’s test pictures are no validation pictures: nothing is chosen by them', async () => {
  await here.write(await publishedTrees());
  expect((await open('imagenet')).validation).toEqual([]);
});
