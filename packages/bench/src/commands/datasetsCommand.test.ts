import { rm, symlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dataRoot, picture, publishedTrees } from '../../../../test/support/dataTrees';
import { memoryIo } from '../terminal/memoryIo';
import { run } from './run';

async function dsra(...argv: string[]) {
  const io = memoryIo();
  const code = await run(['datasets', ...argv], io);
  return { code, out: io.out().replaceAll(here.root, '…'), err: io.err().replaceAll(here.root, '…') };
}

const here = dataRoot();
beforeAll(async () => here.write(await publishedTrees()));
afterAll(here.remove);

test('dsra datasets lists all of them without looking at a disk', async () => {
  const { code, out } = await dsra();
  expect(code).toBe(0);
  expect(out).toMatch(/^name +folder +template +classes +train +validation +test\n/u);
  expect(out).toMatch(
    /^oxfordPets +oxford_pets\/ +a photo of a \{\}, a type of pet. +37 +2,944 +736 +3,669$/mu,
  );
  expect(out).toMatch(/^embedded\/objects-outlines +drawn /mu);
  const { out: json } = await dsra('list', '--json');
  const sets = JSON.parse(json) as { name: string; holds?: string }[];
  expect(sets).toHaveLength(24);
  expect((await dsra('--json')).out).toBe(json);
  expect(sets[6]).toMatchObject({ name: 'fgvcAircraft', test: 3333, folder: 'fgvc_aircraft' });
});

test('a root with everything: exit code 0, and a note where it is a part of the published set', async () => {
  const { code, out, err } = await dsra('check', here.root);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^set +found +classes +train +validation +test +where\n/u);
  expect(out).toMatch(/^caltech101 +yes +2 +2 +1 +2 +…\/caltech-101$/mu);
  expect(out).toContain(
    '\nDTD\n  note     not the whole set: the published one has 47 classes, 2,820 training',
  );
});

test('what is missing or wrong is told with its place; sets that are not there at all count only by name', async () => {
  const pets = await publishedTrees();
  await rm(here.at('oxford_pets/split_zhou_OxfordPets.json'));
  await writeFile(here.at('dtd/split_zhou_DescribableTextures.json'), '[]');
  await rm(here.at('ucf101'), { recursive: true });
  const { code, out, err } = await dsra('check', here.root);
  expect([code, err]).toEqual([2, 'error: 2 data sets are not complete: oxfordPets, dtd\n']);
  expect(out).toMatch(/^oxfordPets +in part +- +- +- +- +…\/oxford_pets$/mu);
  expect(out).toMatch(/^ucf101 +no +- +- +- +- +…\/ucf101$/mu);
  expect(out).toContain(
    '\nOxfordPets\n  missing  …/oxford_pets/split_zhou_OxfordPets.json\n           CoOp’s lists',
  );
  expect(out).toContain('  see      https://github.com/KaiyangZhou/CoOp/blob/main/DATASETS.md#oxfordpets\n');
  expect(out).toContain('\nDTD\n  wrong    …/dtd/split_zhou_DescribableTextures.json: expected {"train"');
  expect(out).not.toContain('\nUCF101\n');
  const named = await dsra('check', here.root, 'ucf101', 'food101', '--json');
  expect([named.code, named.err]).toEqual([2, expect.stringContaining('1 data set is not complete: ucf101')]);
  expect(JSON.parse(named.out)).toMatchObject({
    sets: [
      { name: 'ucf101', found: 'no', complete: false, missing: [{ path: '…/ucf101' }] },
      { name: 'food101', found: 'yes', complete: true, classes: 2, missing: [] },
    ],
  });
  await here.write(pets);
});

test('--pictures finds pictures that break off, and tells the first of them', async () => {
  const at = 'food-101/images/apple_pie';
  const whole = await picture('#c03030');
  await here.write({ [`${at}/1005649.jpg`]: whole.subarray(0, whole.length / 2) });
  expect((await dsra('check', here.root, 'food101')).code).toBe(0);
  const { code, out, err } = await dsra('check', here.root, 'food101', 'dtd', '--pictures');
  expect([code, err]).toEqual([2, 'error: 1 data set is not complete: food101\n']);
  expect(out).toMatch(/^food101 +in part +2 +2 +0 +1 /mu);
  expect(out).toMatch(/^ {2}wrong {4}….food-101\/images\/apple_pie\/1005649.jpg/mu);
  await here.write({ [`${at}/1005649.jpg`]: whole });
});

test('a set that cannot be read is told as that, and the others are checked all the same', async () => {
  const own = here.at('round');
  await symlink(own, own);
  const images = here.at('ucf101/UCF-101-midframes');
  await rm(images, { recursive: true });
  await symlink(images, images);
  const { code, out, err } = await dsra('check', here.root, 'ucf101', own, 'dtd');
  expect([code, err]).toEqual([2, 'error: 2 data sets are not complete: ucf101, …/round\n']);
  expect(out).toContain('wrong    cannot be read: ELOOP');
  expect(out).toContain('…/ucf101/UCF-101-midframes');
  expect(out).toMatch(/^dtd +yes /mu);
  await rm(images);
  await rm(own);
  await here.write(await publishedTrees());
});

test('embedded sets and folders of one’s own can be named', async () => {
  const own = here.at('food-101', 'images');
  const { code, out } = await dsra('check', here.root, 'embedded/objects', own);
  expect(code).toBe(0);
  expect(out).toMatch(/^embedded\/objects +yes +16 +1,024 +256 +800 +drawn$/mu);
  expect(out).toMatch(/^…\/food-101\/images +yes +2 +3 +0 +0 +…\/food-101\/images$/mu);
});

test('roots that hold nothing, names that there are not', async () => {
  expect(await dsra('check', here.at('nowhere'))).toMatchObject({
    code: 2,
    err: 'error: …/nowhere: no such folder\n',
  });
  const empty = await dsra('check', here.at('food-101'));
  expect([empty.code, empty.err]).toEqual([
    2,
    expect.stringContaining('none of the published data sets is there'),
  ]);
  const unknown = await dsra('check', here.root, 'mnist');
  expect([unknown.code, unknown.out]).toEqual([2, '']);
  expect(unknown.err).toMatch(/^error: there is no data set "mnist"/u);
});
