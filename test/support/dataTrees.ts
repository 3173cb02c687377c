import { mkdtempSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';

/** One tiny picture, 6 × 4, in a colour that tells it apart. */
export const picture = (colour: string, format: 'jpeg' | 'png' = 'jpeg'): Promise<Buffer> =>
  sharp({ create: { width: 6, height: 4, channels: 3, background: colour } })
    .toFormat(format)
    .toBuffer();

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder of its own, filled with files by their paths. */
export function dataRoot() {
  const root = mkdtempSync(path.join(tmpdir(), 'dsra-data-'));
  return {
    root,
    at: (...parts: string[]): string => path.join(root, ...parts),
    async write(files: Files): Promise<void> {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(path.join(root, path.dirname(name)), { recursive: true });
        await writeFile(path.join(root, name), content);
      }
    },
    remove: (): Promise<void> => rm(root, { recursive: true, force: true }),
  };
}

/**
 * Two or three pictures of each of the papers' data sets, laid out as CoOp's DATASETS.md describes them; written out by hand,
 * so that they know nothing of the loaders.
 */
export async function publishedTrees(): Promise<Files> {
  const [jpg, png] = [await picture('#c03030'), await picture('#3030c0', 'png')];
  const split = (train: unknown, val: unknown, test: unknown): string => JSON.stringify({ train, val, test });
  const classnames = 'n01440764 tench\nn01443537 goldfish\nn01484850 great white shark\n';
  return {
    // ImageNet
    'imagenet/classnames.txt': classnames,
    'imagenet/images/train/n01443537/n01443537_2.JPEG': jpg,
    'imagenet/images/train/n01443537/n01443537_10.JPEG': jpg,
    'imagenet/images/train/n01440764/n01440764_18.JPEG': jpg,
    'imagenet/images/val/n01440764/ILSVRC2012_val_00000293.JPEG': jpg,
    'imagenet/images/val/n01443537/ILSVRC2012_val_00000236.JPEG': jpg,
    // Caltech101
    'caltech-101/101_ObjectCategories/BACKGROUND_Google/image_0001.jpg': jpg,
    'caltech-101/101_ObjectCategories/Faces/image_0001.jpg': jpg,
    'caltech-101/101_ObjectCategories/Faces/image_0002.jpg': jpg,
    'caltech-101/101_ObjectCategories/Faces/image_0003.jpg': jpg,
    'caltech-101/101_ObjectCategories/Faces_easy/image_0001.jpg': jpg,
    'caltech-101/101_ObjectCategories/accordion/image_0001.jpg': jpg,
    'caltech-101/101_ObjectCategories/accordion/image_0002.jpg': jpg,
    'caltech-101/101_ObjectCategories/accordion/image_0003.jpg': jpg,
    'caltech-101/split_zhou_Caltech101.json': split(
      [
        ['accordion/image_0003.jpg', 1, 'accordion'],
        ['Faces/image_0002.jpg', 0, 'face'],
      ],
      [['Faces/image_0001.jpg', 0, 'face']],
      [
        ['Faces/image_0003.jpg', 0, 'face'],
        ['accordion/image_0001.jpg', 1, 'accordion'],
      ],
    ),
    // OxfordPets
    'oxford_pets/annotations/trainval.txt': 'Abyssinian_1 1 1 1\n',
    'oxford_pets/images/Abyssinian_1.jpg': jpg,
    'oxford_pets/images/Abyssinian_2.jpg': jpg,
    'oxford_pets/images/american_bulldog_1.jpg': jpg,
    'oxford_pets/images/american_bulldog_2.jpg': jpg,
    'oxford_pets/split_zhou_OxfordPets.json': split(
      [
        ['american_bulldog_1.jpg', 1, 'american_bulldog'],
        ['Abyssinian_2.jpg', 0, 'abyssinian'],
      ],
      [],
      [
        ['Abyssinian_1.jpg', 0, 'abyssinian'],
        ['american_bulldog_2.jpg', 1, 'american_bulldog'],
      ],
    ),
    // StanfordCars
    'stanford_cars/cars_train/00001.jpg': jpg,
    'stanford_cars/cars_train/00002.jpg': jpg,
    'stanford_cars/cars_train/00003.jpg': jpg,
    'stanford_cars/cars_test/00001.jpg': jpg,
    'stanford_cars/cars_test_annos_withlabels.mat': 'x',
    'stanford_cars/devkit/cars_meta.mat': 'x',
    'stanford_cars/split_zhou_StanfordCars.json': split(
      [
        ['cars_train/00002.jpg', 0, '2000 AM General Hummer SUV'],
        ['cars_train/00001.jpg', 1, '2012 Acura RL Sedan'],
      ],
      [['cars_train/00003.jpg', 1, '2012 Acura RL Sedan']],
      [['cars_test/00001.jpg', 0, '2000 AM General Hummer SUV']],
    ),
    // Flowers102
    'oxford_flowers/cat_to_name.json': '{"1": "pink primrose"}',
    'oxford_flowers/imagelabels.mat': 'x',
    'oxford_flowers/jpg/image_06734.jpg': jpg,
    'oxford_flowers/jpg/image_06735.jpg': jpg,
    'oxford_flowers/jpg/image_05094.jpg': jpg,
    'oxford_flowers/split_zhou_OxfordFlowers.json': split(
      [
        ['image_06734.jpg', 0, 'pink primrose'],
        ['image_05094.jpg', 1, 'hard-leaved pocket orchid'],
      ],
      [],
      [['image_06735.jpg', 0, 'pink primrose']],
    ),
    // Food101
    'food-101/images/apple_pie/1005649.jpg': jpg,
    'food-101/images/apple_pie/1011328.jpg': jpg,
    'food-101/images/baklava/1006121.jpg': jpg,
    'food-101/meta/classes.txt': 'apple_pie\nbaklava\n',
    'food-101/README.txt': 'x',
    'food-101/split_zhou_Food101.json': split(
      [
        ['baklava/1006121.jpg', 1, 'baklava'],
        ['apple_pie/1005649.jpg', 0, 'apple_pie'],
      ],
      [],
      [['apple_pie/1011328.jpg', 0, 'apple_pie']],
    ),
    // FGVCAircraft
    'fgvc_aircraft/images/1025794.jpg': jpg,
    'fgvc_aircraft/images/1340192.jpg': jpg,
    'fgvc_aircraft/images/0056978.jpg': jpg,
    'fgvc_aircraft/images/1514522.jpg': jpg,
    'fgvc_aircraft/variants.txt': '707-320\nF/A-18\nModel B200\n',
    'fgvc_aircraft/families.txt': 'Boeing 707\n',
    'fgvc_aircraft/images_variant_train.txt': '1025794 Model B200\n1340192 707-320\n0056978 F/A-18\n',
    'fgvc_aircraft/images_variant_val.txt': '',
    'fgvc_aircraft/images_variant_test.txt': '1514522 F/A-18\n',
    // SUN397
    'sun397/ClassName.txt': '/a/abbey\n',
    'sun397/SUN397/a/abbey/sun_aaaa.jpg': jpg,
    'sun397/SUN397/a/apartment_building/outdoor/sun_aaab.jpg': jpg,
    'sun397/SUN397/a/abbey/sun_aaac.jpg': jpg,
    'sun397/split_zhou_SUN397.json': split(
      [
        ['a/abbey/sun_aaaa.jpg', 0, 'abbey'],
        ['a/apartment_building/outdoor/sun_aaab.jpg', 1, 'outdoor apartment_building'],
      ],
      [],
      [['a/abbey/sun_aaac.jpg', 0, 'abbey']],
    ),
    // DTD
    'dtd/images/banded/banded_0002.jpg': jpg,
    'dtd/images/blotchy/blotchy_0003.jpg': jpg,
    'dtd/images/blotchy/blotchy_0006.jpg': jpg,
    'dtd/imdb/imdb.mat': 'x',
    'dtd/labels/train1.txt': 'banded/banded_0002.jpg\n',
    'dtd/split_zhou_DescribableTextures.json': split(
      [
        ['banded/banded_0002.jpg', 0, 'banded'],
        ['blotchy/blotchy_0003.jpg', 1, 'blotchy'],
      ],
      [],
      [['blotchy/blotchy_0006.jpg', 1, 'blotchy']],
    ),
    // EuroSAT
    'eurosat/2750/AnnualCrop/AnnualCrop_1.jpg': png,
    'eurosat/2750/SeaLake/SeaLake_1.jpg': jpg,
    'eurosat/2750/SeaLake/SeaLake_2.jpg': jpg,
    'eurosat/split_zhou_EuroSAT.json': split(
      [
        ['SeaLake/SeaLake_1.jpg', 1, 'Sea or Lake'],
        ['AnnualCrop/AnnualCrop_1.jpg', 0, 'Annual Crop Land'],
      ],
      [],
      [['SeaLake/SeaLake_2.jpg', 1, 'Sea or Lake']],
    ),
    // UCF101
    'ucf101/UCF-101-midframes/Apply_Eye_Makeup/v_ApplyEyeMakeup_g08_c01.jpg': jpg,
    'ucf101/UCF-101-midframes/Apply_Lipstick/v_ApplyLipstick_g01_c01.jpg': jpg,
    'ucf101/UCF-101-midframes/Apply_Lipstick/v_ApplyLipstick_g01_c02.jpg': jpg,
    'ucf101/split_zhou_UCF101.json': split(
      [
        ['Apply_Eye_Makeup/v_ApplyEyeMakeup_g08_c01.jpg', 0, 'Apply_Eye_Makeup'],
        ['Apply_Lipstick/v_ApplyLipstick_g01_c01.jpg', 1, 'Apply_Lipstick'],
      ],
      [],
      [['Apply_Lipstick/v_ApplyLipstick_g01_c02.jpg', 1, 'Apply_Lipstick']],
    ),
    // ImageNetV2
    'imagenetv2/classnames.txt': classnames,
    'imagenetv2/imagenetv2-matched-frequency-format-val/0/b.jpeg': jpg,
    'imagenetv2/imagenetv2-matched-frequency-format-val/0/a.jpeg': jpg,
    'imagenetv2/imagenetv2-matched-frequency-format-val/1/c.jpeg': jpg,
    'imagenetv2/imagenetv2-matched-frequency-format-val/2/d.jpeg': jpg,
    // ImageNet-Sketch
    'imagenet-sketch/classnames.txt': classnames,
    'imagenet-sketch/images/n01440764/sketch_1.JPEG': jpg,
    'imagenet-sketch/images/n01443537/sketch_0.JPEG': jpg,
    'imagenet-sketch/images/n01484850/sketch_3.JPEG': jpg,
    // ImageNet-A: some of the classes
    'imagenet-adversarial/classnames.txt': classnames,
    'imagenet-adversarial/imagenet-a/README.txt': 'x',
    'imagenet-adversarial/imagenet-a/n01484850/0.000_a.jpg': jpg,
    'imagenet-adversarial/imagenet-a/n01443537/0.001_b.jpg': jpg,
    // ImageNet-R: others
    'imagenet-rendition/classnames.txt': classnames,
    'imagenet-rendition/imagenet-r/README.txt': 'x',
    'imagenet-rendition/imagenet-r/n01440764/art_0.jpg': jpg,
    'imagenet-rendition/imagenet-r/n01484850/toy_0.jpg': jpg,
  };
}
