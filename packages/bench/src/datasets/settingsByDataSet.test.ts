import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { methodNamed, methodTable, protocols } from '@dsra/prompts';
import { publishedSets } from './published';
import { settingExceptions, settingFor } from './settingsByDataSet';

const set = (name: string) => publishedSets.find((known) => known.name === name)!;
const few = (method: string, name: string, shots?: number) =>
  settingFor(method, { protocol: 'fewShot', dataSet: set(name), ...(shots !== undefined && { shots }) });

test('every method can be made with the settings of every data set', () => {
  for (const method of Object.keys(methodTable)) {
    for (const protocol of protocols) {
      for (const dataSet of publishedSets) {
        expect(() => methodNamed(method, settingFor(method, { protocol, dataSet }).options)).not.toThrow();
      }
    }
  }
});

test('the exceptions name methods and data sets that there are', () => {
  const names = publishedSets.map(({ name }) => name);
  for (const [method, byProtocol] of Object.entries(settingExceptions)) {
    expect(Object.keys(methodTable)).toContain(method);
    for (const { dataSets } of Object.values(byProtocol).flat()) {
      expect(names).toEqual(expect.arrayContaining([...dataSets]));
    }
  }
});

test('CoOp: 50 epochs for ImageNet, else by the shots', () => {
  expect([1, 2, 4, 8, 16].map((shots) => few('coOp', 'imagenet', shots).training.epochs)).toEqual(
    Array<number>(5).fill(50),
  );
  expect([1, 2, 4, 8, 16].map((shots) => few('coOp', 'dtd', shots).training.epochs)).toEqual([
    50, 100, 100, 200, 200,
  ]);
  const base = (name: string) =>
    settingFor('coOp', { protocol: 'baseToNew', dataSet: set(name) }).training.epochs;
  expect([base('imagenet'), base('dtd')]).toEqual([50, 200]);
});

test('PromptSRC averages later on five data sets, alone and with DsRA', () => {
  const late = publishedSets
    .slice(0, 11)
    .map(({ name }) => name)
    .filter((name) => few('dsraPromptSrc', name).options.averageMean === 45);
  expect(late).toEqual(['stanfordCars', 'flowers102', 'fgvcAircraft', 'dtd', 'euroSat']);
  expect(few('promptSrc', 'dtd').options).toEqual({ averageMean: 45, averageDeviation: 5 });
  expect(settingFor('promptSrc', { protocol: 'baseToNew', dataSet: set('dtd') }).options).toEqual({
    averageMean: 15,
    averageDeviation: 1,
  });
});

test('ProGrad bends less on three data sets from 8 shots', () => {
  expect([4, 8, 16].map((shots) => few('proGrad', 'dtd', shots).options.strength)).toEqual([
    undefined,
    0.8,
    0.8,
  ]);
  expect(few('proGrad', 'food101', 16).options.strength).toBeUndefined();
});

test('sentences are those of each method’s own code', () => {
  const text = readFileSync('test/golden/clip-tiny/texts.json', 'utf8');
  const golden = (JSON.parse(text) as { template_sets: Record<string, Record<string, string>> })
    .template_sets;
  for (const { name, title, coOpName } of publishedSets) {
    const key = coOpName ?? title.replace('-', '');
    expect(few('kgCoOp', name).options.teacherTemplate).toBe(golden['kgcoop.CUSTOM_TEMPLATES']![key]);
    expect(few('proGrad', name).options.teacherTemplate).toBe(golden['prograd.CUSTOM_TEMPLATES']![key]);
    expect(few('clipAdapter', name).options.template).toBe(golden['coop.zsclip.CUSTOM_TEMPLATES']![key]);
    expect(few('vpt', name).options.template).toBe('a photo of a {}.');
  }
  expect(few('zeroShot', 'dtd')).toEqual({ options: { template: '{} texture.' }, training: {} });
});
