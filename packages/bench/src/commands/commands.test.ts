import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { embeddedModel } from '../embeddedModel';
import { type MemoryIo, memoryIo } from '../terminal/memoryIo';
import { run } from './run';

// Most of these tests train a little; on a busy machine that takes its time.
jest.setTimeout(60_000);

let root: string;
let pictures: string;
let adapter: string;

const at = (...names: string[]): string => path.join(root, ...names);

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function dsra(argv: readonly string[], io: MemoryIo = memoryIo()): Promise<Result> {
  const words = argv[0] === 'draw' ? argv : [...argv, '--backend', 'wasm'];
  return { code: await run(words, io), out: io.out(), err: io.err() };
}

const fitLine = (out: string, ...more: string[]): string[] => {
  const quick = ['--epochs', '2', '--rank', '2', '--shots', '2', '--batch-size', '2'];
  return ['fit', pictures, '--out', out, ...quick, ...more];
};

/** Exit code 2, nothing saved, and one line on stderr behind the remark about the backend. */
async function refusal(...argv: string[]): Promise<string> {
  const { code, out, err } = await dsra(argv);
  expect([code, out]).toEqual([2, expect.not.stringContaining('saved')]);
  const lines = err.split('\n').filter((line) => line !== '' && !line.startsWith('backend '));
  expect(lines).toEqual([expect.stringMatching(/^error: /)]);
  return lines[0]!.replaceAll(root + path.sep, '');
}

async function draw(folder: string, colours: Record<string, string>, count = 4): Promise<void> {
  for (const [name, background] of Object.entries(colours)) {
    await mkdir(path.join(folder, name), { recursive: true });
    for (let i = 0; i < count; i++) {
      const create = { width: 20 + i, height: 16, channels: 3, background } as const;
      await writeFile(path.join(folder, name, `${i}.png`), await sharp({ create }).png().toBuffer());
    }
  }
}

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'dsra-commands-'));
  [pictures, adapter] = [at('pictures'), at('adapter')];
  await draw(pictures, { red_things: '#d02020', blue_things: '#2040e0' });
  const { code, err } = await dsra(fitLine(adapter));
  if (code !== 0) throw new Error(err);
});
afterAll(() => rm(root, { recursive: true }));

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
    expect(people.out).toMatch(/rank 2, .*\n[^]*parameters in all +\d/);
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
    expect(await refusal('draw', 'objects', at('drawn'))).toContain(
      'drawn holds files that dsra did not write',
    );
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

/** Presses Ctrl-C when the first epoch is saved. */
function pressing(out: string): MemoryIo {
  const checkpoint = path.join(out, 'checkpoint.safetensors');
  const savedAt = (): number => statSync(checkpoint, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const before = savedAt();
  const onInterrupt = (listener: () => void): (() => void) => {
    const timer = setInterval(() => {
      if (savedAt() > before) listener();
    }, 1);
    return () => {
      clearInterval(timer);
    };
  };
  return { ...memoryIo(), onInterrupt };
}

describe('Ctrl-C', () => {
  test('saves; going on gives the same adapter as an uninterrupted run', async () => {
    const stopped = await dsra(fitLine(at('again'), '--epochs', '20'), pressing(at('again')));
    expect(stopped.code).toBe(130);
    expect(stopped.out).not.toContain('saved');
    expect(stopped.err).toContain(`interrupted; saved; to go on: dsra fit ${pictures} --out ${at('again')}`);
    expect(existsSync(at('again', 'adapter_config.json'))).toBe(false);
    expect(await refusal(...fitLine(at('again')))).toContain(
      'again holds an interrupted run: --resume goes on',
    );
    expect((await dsra(fitLine(at('again'), '--epochs', '20', '--resume'))).code).toBe(0);
    expect((await dsra(fitLine(at('whole'), '--epochs', '20'))).code).toBe(0);
    const weights = (name: string): Buffer => readFileSync(at(name, 'adapter_model.safetensors'));
    expect(weights('again').equals(weights('whole'))).toBe(true);
  });

  test('a run is not gone on with under other options or with other pictures', async () => {
    await dsra(fitLine(at('other'), '--epochs', '20'), pressing(at('other')));
    expect(await refusal(...fitLine(at('other'), '--resume', '--seed', '2'))).toContain(
      'learned from other pictures',
    );
    expect(
      await refusal(...fitLine(at('other'), '--epochs', '20', '--resume', '--learning-rate', '1')),
    ).toContain('learningRate');
    expect(await refusal(...fitLine(at('other'), '--resume', '--force'))).toContain('give one of them');
    expect((await dsra(fitLine(at('other'), '--force'))).code).toBe(0);
    expect(await refusal(...fitLine(at('other'), '--resume'))).toContain('other holds no interrupted run');
  });
});

test('--force loses nothing before there is something in its place', async () => {
  const out = at('forced');
  const read = (name: string): Buffer => readFileSync(path.join(out, name));
  await dsra(fitLine(out, '--epochs', '20'), pressing(out));
  const checkpoint = read('checkpoint.safetensors');
  await refusal(...fitLine(out, '--force', '--model', at('nowhere')));
  await refusal(...fitLine(out, '--force', '--rank', '1000'));
  expect(read('checkpoint.safetensors').equals(checkpoint)).toBe(true);
  expect((await dsra(fitLine(out, '--force'))).code).toBe(0);
  const names = ['adapter_config.json', 'adapter_model.safetensors', 'training.json'];
  expect(readdirSync(out).sort()).toEqual(names);
  const finished = names.map(read);
  const others = ['--shots', '1', '--epochs', '20'];
  expect((await dsra(fitLine(out, '--force', ...others), pressing(out))).code).toBe(130);
  expect(names.map(read)).toEqual(finished);
  expect((await dsra(fitLine(out, '--resume', ...others))).code).toBe(0);
  expect(readdirSync(out).sort()).toEqual(names);
  expect(read('training.json')).not.toEqual(finished[2]);
});

describe('bad input gets one line and exit code 2, and writes nothing', () => {
  test('pictures', async () => {
    const bad = fitLine(at('never')).slice(2);
    await draw(at('one-class'), { red: '#f00' });
    expect(await refusal('fit', at('one-class'), ...bad)).toContain('one-class has only one class, "red"');
    expect(await refusal('fit', at('nowhere'), ...bad)).toContain('nowhere: no such folder or manifest');
    expect(await refusal(...fitLine(at('never'), '--shots', '5'))).toContain(
      'blue things has 4, red things has 4',
    );
    await draw(at('long'), { [`${'very '.repeat(40)}long`]: '#f00', blue: '#00f' });
    expect(await refusal('fit', at('long'), ...bad)).toMatch(
      /the class name "very .*" is too long: .* has \d+ tokens/,
    );
    expect(existsSync(at('never'))).toBe(false);
  });

  test('pictures that break off are replaced and counted, or with --strict refused', async () => {
    await cp(pictures, at('broken'), { recursive: true });
    const png = await readFile(path.join(pictures, 'red_things/0.png'));
    await writeFile(at('broken', 'red_things/9.png'), png.subarray(0, png.length - 20));
    const shots = ['--out', at('mended'), '--epochs', '1', '--rank', '2'];
    const { code, out, err } = await dsra(['fit', at('broken'), ...shots]);
    expect(code).toBe(0);
    expect(out).toContain('8 to learn from');
    expect(err).toMatch(/skipped +1 file: .*red_things\/9.png \(a picture that breaks off\)/);
    expect(await refusal('fit', at('broken'), ...shots, '--force', '--strict')).toContain(
      'pictures that break off:',
    );
  });

  test('with --strict, test pictures that break off; without it, when nothing else is left', async () => {
    const png = await readFile(path.join(pictures, 'red_things/0.png'));
    const cut = png.subarray(0, png.length - 20);
    await cp(pictures, at('half', 'train'), { recursive: true });
    await draw(at('half', 'test'), { red_things: '#d02020', blue_things: '#2040e0' }, 1);
    await writeFile(at('half', 'test', 'red_things', '0.png'), cut);
    const bad = 'error: pictures that break off: half/test/red_things/0.png';
    const fit = ['fit', at('half'), '--out', at('never'), '--epochs', '1', '--rank', '2'];
    const zeroShot = ['zero-shot', at('half')];
    const evaluate = ['eval', at('half'), '--adapter', adapter];
    for (const line of [fit, zeroShot, evaluate]) expect(await refusal(...line, '--strict')).toBe(bad);
    expect(existsSync(at('never'))).toBe(false);
    const { code, out, err } = await dsra(zeroShot);
    expect([code, out]).toEqual([0, expect.stringContaining('of 1 pictures)')]);
    expect(err).toContain('0.png (a picture that breaks off)');
    await writeFile(at('half', 'test', 'blue_things', '0.png'), cut);
    for (const line of [zeroShot, evaluate]) expect(await refusal(...line)).toContain(bad.slice(0, 30));
  });

  test('validation pictures beside test pictures are left out, and that is said', async () => {
    for (const split of ['train', 'val', 'test']) {
      await draw(at('three', split), { red_things: '#d02020', blue_things: '#2040e0' }, 1);
    }
    const { out, err } = await dsra(['zero-shot', at('three')]);
    expect(out).toContain('of 2 pictures)');
    expect(err).toContain('left out   validation pictures: no command chooses anything by them');
  });

  test('pictures to predict', async () => {
    const ask = ['--adapter', adapter];
    const good = path.join(pictures, 'red_things/0.png');
    await writeFile(at('note.txt'), 'no picture');
    expect(await refusal('predict', at('nobody.png'), good, ...ask)).toBe('error: no such file: nobody.png');
    expect(await refusal('predict', pictures, ...ask)).toContain('this is a folder: pictures');
    expect(await refusal('predict', at('note.txt'), ...ask)).toContain(
      'none of these files is a picture: note.txt',
    );
    expect(await refusal('predict', good, at('note.txt'), '--strict', ...ask)).toContain(
      'note.txt cannot be read',
    );
    const { code, err } = await dsra(['predict', good, at('note.txt'), ...ask]);
    expect(code).toBe(0);
    expect(err).toContain('note.txt (not a picture)');
  });

  test('adapters', async () => {
    const picture = path.join(pictures, 'red_things/0.png');
    const ask = (name: string) => refusal('predict', picture, '--adapter', at(name));
    expect(await ask('nowhere')).toContain('nowhere is no adapter folder: it has no adapter_config.json');
    const damage = async (name: string, change: (weights: string, config: string) => Promise<void>) => {
      await cp(adapter, at(name), { recursive: true });
      await change(at(name, 'adapter_model.safetensors'), at(name, 'adapter_config.json'));
      return ask(name);
    };
    expect(await damage('without', (weights) => rm(weights))).toContain('adapter_model.safetensors');
    expect(await damage('emptied', (weights) => truncate(weights, 0))).toContain('adapter_model.safetensors');
    expect(await damage('cut', (weights) => truncate(weights, 700))).toContain('adapter_model.safetensors');
    expect(await damage('scribbled', (_, config) => writeFile(config, '{'))).toContain('adapter_config.json');
    const other = await damage('foreign', async (_, config) => {
      const text = await readFile(config, 'utf8');
      await writeFile(config, text.replace(/"fingerprint": "[^"]*"/, '"fingerprint": "another model"'));
    });
    expect(other).toContain('made for another model');
  });

  test('models of adapters that are not here', async () => {
    const absent = async (name: string, model: string) => {
      await cp(adapter, at(name), { recursive: true });
      const file = at(name, 'adapter_config.json');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('"the embedded model"', JSON.stringify(model)));
      return refusal('info', '--adapter', at(name));
    };
    expect(await absent('elsewhere', '/gone/clip')).toContain(
      'its base model /gone/clip is not here: pass --model',
    );
    expect(await absent('nearby', './models/clip')).toContain('./models/clip is not here: pass --model');
  });

  test('models', async () => {
    expect(await refusal('zero-shot', pictures, '--model', at('nowhere'))).toContain('nowhere');
    await mkdir(at('no-model'));
    expect(await refusal('zero-shot', pictures, '--model', at('no-model'))).toContain('no-model');
    expect(await refusal('info', '--rank', '1000')).toContain('rank must be an integer from 1 to');
    expect(await refusal('info', '--backbone', 'ViT-L/14')).toContain('add --pairing proportional');
    expect(await refusal('info', '--backbone', 'RN50')).toContain('there is no architecture "RN50"');
  });

  test('places to write to', async () => {
    await mkdir(at('foreign-files'));
    await writeFile(at('foreign-files', 'thesis.tex'), 'x');
    await writeFile(at('a-file'), 'x');
    for (const force of [[], ['--force']]) {
      const foreign = 'foreign-files holds files that dsra did not write';
      expect(await refusal(...fitLine(at('foreign-files'), ...force))).toContain(foreign);
      expect(await refusal(...fitLine(at('a-file'), ...force))).toMatch(/^error: cannot write/);
      expect(await refusal(...fitLine(at('a-file', 'inside'), ...force))).toMatch(/^error: cannot write/);
    }
    expect(await refusal(...fitLine('/proc/dsra-adapter'))).toMatch(
      /^error: cannot write to \/proc\/dsra-adapter: /,
    );
    expect(await refusal(...fitLine(adapter))).toContain(
      'adapter holds an adapter already: --force replaces it',
    );
    expect(await refusal('merge', '--adapter', adapter, '--out', at('a-file'))).toMatch(
      /^error: cannot write/,
    );
    expect(readdirSync(at('foreign-files'))).toEqual(['thesis.tex']);
  });

  test('a disk that fails in the middle of training', async () => {
    const out = at('failing');
    const io = memoryIo();
    let drawn = 0;
    const write = (text: string): unknown => {
      // The bar is drawn once before training; by the second time there is something to lose.
      if (text.includes('training') && ++drawn === 2) {
        rmSync(out, { recursive: true, force: true });
        writeFileSync(out, 'no folder any more');
      }
      return io.stderr.write(text);
    };
    const failing: MemoryIo = { ...io, stderr: { isTTY: true, write } };
    const { code, err } = await dsra(fitLine(out, '--epochs', '60'), failing);
    expect(code).toBe(2);
    expect(err).toMatch(/error: cannot write [^\n]*failing[^\n]*\n$/);
    expect(err).not.toContain('    at ');
  });
});

test('a bug is one line, a hint, and exit code 1; the stack only when asked for', async () => {
  const broken = (env: Record<string, string>) => {
    const io = memoryIo(env);
    const stdout = {
      write: () => {
        throw new TypeError('x is not a function');
      },
    };
    return { ...io, stdout };
  };
  const quiet = broken({});
  expect(await run(['draw'], quiet)).toBe(1);
  expect(quiet.err()).toBe(
    'error: unexpected: x is not a function\n' +
      'This is a bug in dsra. Please report it; DSRA_DEBUG=1 shows where it happened.\n',
  );
  const loud = broken({ DSRA_DEBUG: '1' });
  expect(await run(['draw'], loud)).toBe(1);
  expect(loud.err()).toContain('    at ');
});
