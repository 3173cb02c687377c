import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { commandLab, draw } from '../../../../test/support/commandLab';
import { type MemoryIo, memoryIo } from '../terminal/memoryIo';
import { run } from './run';

// Most of these tests train a little; on a busy machine that takes its time.
jest.setTimeout(60_000);

const { at, pictures, adapter, dsra, fitLine, fitted, refusal, drawAll, remove } = commandLab();

beforeAll(async () => {
  await drawAll();
  await fitted(adapter);
});
afterAll(remove);

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
      const foreign = 'foreign-files holds other files';
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
