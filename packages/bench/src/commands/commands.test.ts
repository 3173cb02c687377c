import { readdirSync, readFileSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { commandLab, draw, type Result } from '../../../../test/support/commandLab';
import { embeddedModel } from '../embeddedModel';

// Most of these tests train a little; on a busy machine that takes its time.
jest.setTimeout(60_000);

const { root, at, pictures, adapter, dsra, fitLine, fitted, refusal, drawAll, remove } = commandLab();

beforeAll(async () => {
  await drawAll();
  await fitted(adapter);
});
afterAll(remove);

describe('the way from pictures to a merged model', () => {
  test('fit says what it did and leaves an adapter folder, and no checkpoint', async () => {
    const { code, out, err } = await dsra(fitLine(at('said')));
    expect([code, err]).toEqual([0, expect.stringMatching(/^backend wasm [^\n]+\n(training [^\n]+\n)*$/)]);
    expect(out).toContain('4 to learn from, 4 for testing; 2 classes (blue things, red things)');
    expect(out).toMatch(/zero-shot +\d+\.\d % right \(\d of 4 pictures\)/);
    expect(out).toMatch(/learned +\d+\.\d % right/);
    expect(readdirSync(at('said')).sort()).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
      'training.json',
    ]);
  });

  test('eval leaves out what was learned from, and counts by class', async () => {
    const { code, out, err } = await dsra(['eval', pictures, '--adapter', adapter]);
    expect(code).toBe(0);
    expect(out).toMatch(/^accuracy .* of 4 pictures\)\n {2}blue things .* of 2\n {2}red things .* of 2\n$/);
    expect(err).toContain('4 pictures that the adapter has learned from');
  });

  test('what was learned from is recognised wherever it lies, and by no path of this machine', async () => {
    const record = readFileSync(path.join(adapter, 'training.json'), 'utf8');
    expect(record).not.toContain(root);
    expect(record).toMatch(/"path": "red_things\/\d\.png"/);
    await cp(pictures, at('moved', 'test'), { recursive: true });
    await cp(pictures, at('moved', 'train'), { recursive: true });
    const { out, err } = await dsra(['eval', at('moved'), '--adapter', adapter]);
    expect(out).toContain('of 4 pictures)');
    expect(err).toContain('4 pictures that the adapter has learned from');
    await draw(at('never-seen'), { red_things: '#d02021', blue_things: '#2040e1' });
    const seen = await dsra(['eval', at('never-seen'), '--adapter', adapter]);
    expect(seen.err).toContain('the adapter has learned from none of these pictures');
    await cp(adapter, at('silent'), { recursive: true });
    await rm(at('silent', 'training.json'));
    const silent = await dsra(['eval', pictures, '--adapter', at('silent')]);
    expect(silent.err).toContain('does not say what it has learned from');
  });

  test('eval takes other classes than those that were learned', async () => {
    await draw(at('others'), { green: '#20d020', grey: '#808080', pink: '#ff80a0' }, 1);
    const { code, out } = await dsra(['eval', at('others'), '--adapter', adapter]);
    expect(code).toBe(0);
    expect(out).toContain('of 3 pictures)');
  });

  test('predict names classes with probabilities, most probable first', async () => {
    const file = path.join(pictures, 'red_things/0.png');
    const { code, out } = await dsra(['predict', file, '--adapter', adapter, '--json']);
    const { predictions } = JSON.parse(out) as {
      predictions: { picture: string; classes: { label: string; probability: number }[] }[];
    };
    const [first, second] = predictions[0]!.classes.map(({ probability }) => probability);
    expect([code, predictions[0]!.picture]).toEqual([0, file]);
    expect(first! + second!).toBeCloseTo(1, 5);
    expect(first!).toBeGreaterThanOrEqual(second!);
    const people = await dsra(['predict', file, '--adapter', adapter, '--top', '1']);
    expect(people.out).toMatch(/0\.png: (red|blue) things \d+\.\d %\n$/);
  });

  test('merge gives a checkpoint that answers alike and is used like any model', async () => {
    const { code, out } = await dsra(['merge', '--adapter', adapter, '--out', at('merged'), '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { largestDifference: number }).largestDifference).toBeLessThan(1e-4);
    const before = await dsra(['eval', pictures, '--adapter', adapter, '--json']);
    const after = await dsra(['zero-shot', pictures, '--model', at('merged'), '--json']);
    const share = ({ out: json }: Result) => (JSON.parse(json) as { accuracy: number }).accuracy;
    expect(share(after)).toBe(share(before));
  });

  test('info describes a saved adapter, a model and an architecture', async () => {
    const saved = JSON.parse((await dsra(['info', '--adapter', adapter, '--json'])).out) as Record<
      string,
      unknown
    >;
    expect(saved.classNames).toEqual(['blue things', 'red things']);
    const people = await dsra(['info', '--rank', '2']);
    expect(people.out).toMatch(/dsra \(rank 2\)\n[^]*parameters in all +\d/);
    const { out } = await dsra(['info', '--backbone', 'ViT-B/16', '--json']);
    expect((JSON.parse(out) as { trainableParameters: number }).trainableParameters).toBe(128_600);
  });

  test.each<[string[], number]>([
    [['--sites', 'attention'], 64_600],
    [['--per-site'], 129_200],
    [['--per-site', '--coefficients', 'separate'], 130_400],
    [['--rank', '8'], 20_576],
  ])('info counts ViT-B/16 with %s as %d', async (options, total) => {
    const { out } = await dsra(['info', '--backbone', 'vit-b/16', ...options]);
    expect(out).toContain(`parameters in all`);
    expect(out).toContain(total.toLocaleString('en-US'));
  });

  test('an adapter names the embedded model by its name, and a folder as no hub names a model', async () => {
    await cp(embeddedModel(), at('models', 'clip'), { recursive: true });
    const nameIn = (folder: string): string =>
      (
        JSON.parse(readFileSync(path.join(folder, 'adapter_config.json'), 'utf8')) as {
          baseModel: { name: string };
        }
      ).baseModel.name;
    expect((await dsra(fitLine(at('by-path'), '--model', embeddedModel()))).code).toBe(0);
    expect(nameIn(at('by-path'))).toBe('the embedded model');
    const home = process.cwd();
    process.chdir(root);
    try {
      expect((await dsra(fitLine(at('by-folder'), '--model', 'models/clip'))).code).toBe(0);
      expect(nameIn(at('by-folder'))).toBe('./models/clip');
      expect((await dsra(['info', '--adapter', 'by-folder'])).code).toBe(0);
    } finally {
      process.chdir(home);
    }
  });

  test('merge tells how to ask with the same sentence', async () => {
    const sentence = ['--template', 'a drawing of a {}.'];
    expect((await dsra(fitLine(at('drawings'), ...sentence))).code).toBe(0);
    const merge = (from: string, to: string) => dsra(['merge', '--adapter', from, '--out', to]);
    const { out } = await merge(at('drawings'), at('merged-drawings'));
    expect(out).toContain(`--model ${at('merged-drawings')} --template 'a drawing of a {}.'`);
    expect((await merge(adapter, at('merged-photos'))).out).not.toContain('--template');
  });

  test('what a newer version wrote into an adapter is told', async () => {
    await cp(adapter, at('newer'), { recursive: true });
    const file = at('newer', 'adapter_config.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('{', '{ "mood": "good",'));
    const { code, err } = await dsra(['info', '--adapter', at('newer')]);
    expect([code, err]).toEqual([0, expect.stringMatching(/careful .*newer says .* not know: mood\n/)]);
  });

  test('draw lists tasks and writes one as pictures that fit can read', async () => {
    expect((await dsra(['draw'])).out).toContain('textures');
    const { code } = await dsra(['draw', 'objects', at('drawn'), '--per-class', '1']);
    expect([code, readdirSync(at('drawn')).length]).toEqual([0, 16]);
    expect(await refusal('draw', 'objects', at('drawn'))).toContain('drawn holds other files');
    expect(await refusal('draw', 'texture', at('new'))).toContain(
      'there is no task "texture"; there are: objects,',
    );
  });

  test('with --json, stdout is one JSON value and nothing else', async () => {
    const lines = [
      fitLine(at('json')),
      ['eval', pictures, '--adapter', adapter],
      ['zero-shot', pictures],
      ['merge', '--adapter', adapter, '--out', at('json-merged')],
      ['info'],
      ['draw'],
    ];
    for (const line of lines) {
      const { code, out, err } = await dsra([...line, '--json']);
      expect([code, typeof JSON.parse(out)]).toEqual([0, 'object']);
      if (line[0] !== 'draw') expect(err).toContain('backend wasm');
    }
  });

  test('no command leaves a tensor behind', async () => {
    const before = tf.memory().numTensors;
    await dsra(fitLine(at('leak')));
    await dsra(['eval', pictures, '--adapter', adapter]);
    await dsra(['merge', '--adapter', adapter, '--out', at('leak-merged')]);
    await dsra(['predict', path.join(pictures, 'red_things/0.png'), '--adapter', adapter]);
    await dsra(['info', '--adapter', adapter]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
