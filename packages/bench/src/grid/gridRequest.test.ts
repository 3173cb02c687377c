import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { draw } from '../../../../test/support/commandLab';
import { type BenchProtocol, type Cell, cellId, computationId } from './cell';
import { type AskedGrid, gridRequest } from './gridRequest';
import { protocolPlans } from './protocols/protocols';

const vit = { model: 'openai/clip-vit-base-patch16' };
const asking = (protocol: BenchProtocol, asked: AskedGrid) => () =>
  gridRequest(protocolPlans[protocol], asked);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dsra-request-'));
  await draw(folder, { red: '#d02020', blue: '#2040e0' }, 2);
});
afterAll(() => rm(folder, { recursive: true }));

test('nothing can be learned from sets without training pictures; plain CLIP may be tested on them', () => {
  const says = 'imagenetV2 has no training pictures';
  expect(asking('fewShot', { ...vit, dataSets: ['dtd', 'imagenetV2'] })).toThrow(says);
  expect(asking('fewShot', { ...vit, dataSets: ['imagenetV2'], methods: ['zeroShot'] })).not.toThrow();
  expect(asking('baseToNew', { ...vit, dataSets: ['imagenetV2'], methods: ['zeroShot'] })).toThrow(says);
  expect(asking('crossDataSet', { dataSets: ['embedded/redrawn'] })).toThrow(
    'embedded/objects-redrawn has no training pictures',
  );
});

test('shifts are those of the set that is learned from', () => {
  const shifts = (dataSets: string[], more: AskedGrid = vit) =>
    asking('domainGeneralisation', { dataSets, ...more });
  expect(shifts(['imagenet'])).not.toThrow();
  expect(shifts(['dtd'])).toThrow('imagenetV2 does not show the classes of dtd under a shift');
  expect(shifts(['imagenet'], { ...vit, targets: ['imagenetV2', 'dtd'] })).toThrow('dtd does not show');
  expect(shifts(['embedded/objects'], {})).not.toThrow();
  expect(shifts(['embedded/textures'], {})).toThrow('embedded/objects-redrawn does not show');
  expect(shifts(['imagenet'], {})).toThrow('of imagenet');
  // Nobody knows the classes of somebody's own set: who names its shifts does.
  expect(shifts([folder])).toThrow(`of ${folder}`);
  expect(shifts([folder], { targets: [`${folder}/`, 'embedded/redrawn'] })).not.toThrow();
});

test('cells of somebody’s own set know its files; those of other sets do not change', async () => {
  const cells = (dataSets: string[], targets: string[] = []): Cell[] => {
    const plan = protocolPlans.crossDataSet;
    return plan.cells(gridRequest(plan, { dataSets, targets, methods: ['dsra'], seeds: [1] }));
  };
  const [before] = cells([path.relative(process.cwd(), folder)]);
  expect(before).toEqual(cells([`${folder}/`])[0]);
  expect(before).toMatchObject({ dataSet: folder, contents: expect.stringMatching(/^[0-9a-f]{16}$/u) });
  const [target] = cells(['embedded/objects'], [folder]);
  expect(target!.contents).toBe(before!.contents);
  expect(cells(['embedded/objects'])[0]).not.toHaveProperty('contents');
  // With one that is not here nobody can say what all of them hold.
  expect(cells([folder], [path.join(folder, 'nowhere')])[0]).not.toHaveProperty('contents');
  await writeFile(path.join(folder, 'red', 'new.png'), 'x');
  const [after] = cells([folder]);
  expect(cellId(after!)).not.toBe(cellId(before!));
  expect(computationId(after!)).not.toBe(computationId(before!));
});
