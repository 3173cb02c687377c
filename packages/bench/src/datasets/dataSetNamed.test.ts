import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dataRoot, picture } from '../../../../test/support/dataTrees';
import { tasks } from '../world/tasks/tasks';
import { drawTask } from '../world/tasks/drawTask';
import { shifts } from '../world/tasks/shifts';
import { dataSetNamed } from './dataSetNamed';
import { drawShots } from './drawShots';
import { embeddedSet, embeddedSources } from './embeddedSets';
import { publishedSets } from './published';

const here = dataRoot();
beforeAll(async () => {
  const png = await picture('#208020', 'png');
  await here.write({
    'pets/cat/1.png': png,
    'pets/cat/2.png': png,
    'pets/cat/3.png': png,
    'pets/tabby_dog/1.png': png,
    'pets/tabby_dog/2.png': png,
    'pets/tabby_dog/notes.txt': 'x',
    'birds/owl.png': png,
    'birds/ant.png': png,
    'birds/list.csv': 'path,label,split\nowl.png,owl,train\nant.png,ant,train\nowl.png,owl,test\n',
    'birds/good.csv': 'path,label\nowl.png,owl\nant.png,ant\n',
  });
});
afterAll(here.remove);

test('a published set is found under its name, CoOp’s, its title and its folder', () => {
  for (const { name, title, folder } of publishedSets) {
    for (const written of [name, name.toUpperCase(), title, folder]) {
      expect(dataSetNamed(written)).toMatchObject({ name, kind: 'published' });
    }
  }
  expect(dataSetNamed('DescribableTextures').name).toBe('dtd');
  expect(dataSetNamed('OxfordFlowers').name).toBe('flowers102');
  expect(dataSetNamed('./food-101').kind).toBe('own');
});

test('an unknown name is answered with those that there are', () => {
  expect(() => dataSetNamed('mnist')).toThrow(
    /^there is no data set "mnist"; there are: imagenet, caltech101, .*embedded\/objects/u,
  );
  expect(() => dataSetNamed('embedded/mnist')).toThrow('embedded/objects-redrawn');
});

test('a folder of one’s own: what is not drawn becomes the test', async () => {
  const source = dataSetNamed(here.at('pets'));
  const set = await source.open('.');
  expect(set).toMatchObject({
    title: 'pets',
    classNames: ['cat', 'tabby dog'],
    template: 'a photo of a {}.',
  });
  expect(set.train.map(({ id }) => id)).toEqual([
    'cat/1.png',
    'cat/2.png',
    'cat/3.png',
    'tabby_dog/1.png',
    'tabby_dog/2.png',
  ]);
  expect((await set.train[0]!.read()).width).toBe(6);
  const drawn = drawShots(set, { shots: 1, seed: 1 });
  const ids = [...drawn.train, ...drawn.test].map(({ id }) => id);
  expect([drawn.train.length, drawn.test.length, new Set(ids).size]).toEqual([2, 3, 5]);
  expect(await source.check('.')).toMatchObject({
    complete: true,
    ...{ classes: 2, train: 5, validation: 0, test: 0 },
    remarks: [expect.stringMatching(/notes.txt \(not a picture\)$/u)],
  });
});

test('a folder of one’s own is the same set from anywhere, in any way of writing it', async () => {
  const from = path.relative(process.cwd(), here.at('pets'));
  for (const written of [here.at('pets'), `${here.at('pets')}/`, from, `./${from}/.`]) {
    expect(dataSetNamed(written).name).toBe(here.at('pets'));
    expect((await dataSetNamed(written).open('.')).name).toBe(here.at('pets'));
  }
});

test('too few pictures of a class are refused where that is asked for; else all are taken, as Dassl does', async () => {
  const set = await dataSetNamed(here.at('pets')).open('.');
  expect(drawShots(set, { shots: 3, seed: 1 }).train).toHaveLength(5);
  expect(() => drawShots(set, { shots: 3, seed: 1, allowFewer: false })).toThrow(
    'pets has fewer pictures than 3 shots: tabby dog has 2: add pictures, or ask for --shots 2',
  );
  expect(drawShots(set, { shots: 2, seed: 1, allowFewer: false }).train).toHaveLength(4);
});

test('a manifest of one’s own, and one with an error', async () => {
  expect((await dataSetNamed(here.at('birds/good.csv')).open('.')).classNames).toEqual(['ant', 'owl']);
  const bad = dataSetNamed(here.at('birds/list.csv'));
  const line = 'is named twice, in line 2 and in line 4';
  await expect(bad.open('.')).rejects.toThrow(line);
  const check = await bad.check('.');
  expect([check.complete, check.problems]).toEqual([false, [expect.stringContaining(line)]]);
});

test('drawn tasks are data sets: test pictures as `drawTask` has them, the same with every reading', async () => {
  expect(embeddedSources.map(({ name }) => name)).toEqual([
    ...tasks.map(({ name }) => `embedded/${name}`),
    ...Object.keys(shifts).map((name) => `embedded/objects-${name}`),
  ]);
  const [task] = tasks;
  const set = embeddedSet(task!, { trainPerClass: 3, validationPerClass: 2, testPerClass: 2 });
  const classes = task!.classNames.length;
  expect([set.train, set.validation, set.test].map(({ length }) => length)).toEqual([
    3 * classes,
    2 * classes,
    2 * classes,
  ]);
  const drawn = drawTask(task!, { split: 'test', perClass: 2, seed: 0 });
  expect(await set.test[3]!.read()).toEqual(drawn[3]!.image);
  expect(set.test.map(({ label }) => label)).toEqual(drawn.map(({ label }) => label));
  const ids = [...set.train, ...set.validation, ...set.test].map(({ id }) => id);
  expect(new Set(ids).size).toBe(7 * classes);
  expect(set.test[3]!.id).toBe('drawn:objects/test/0/boat/1');
  const images = await Promise.all(
    [set.train[0]!, set.validation[0]!, set.test[0]!].map((item) => item.read()),
  );
  expect(new Set(images.map(({ data }) => data.join())).size).toBe(3);
  expect(await dataSetNamed('embedded/objects').check('.')).toMatchObject({ complete: true, classes });
});

test('a shift is there to be tested on alone, under its own name or the short one', async () => {
  const set = await dataSetNamed('embedded/redrawn').open('.');
  expect(set.name).toBe('embedded/objects-redrawn');
  expect([set.train, set.validation]).toEqual([[], []]);
  expect(set.test).toHaveLength(50 * set.classNames.length);
});
