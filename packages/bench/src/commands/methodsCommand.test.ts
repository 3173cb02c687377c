import { expect, test } from '@jest/globals';
import { architectures } from '@dsra/clip';
import { countTrainable, methodNamed, methodTable } from '@dsra/prompts';
import { memoryIo } from '../terminal/memoryIo';
import { run } from './run';
import { withWrappedEnd, wrapped } from './wrapped';

async function dsra(...argv: string[]) {
  const io = memoryIo();
  const code = await run(argv, io);
  return { code, out: io.out(), err: io.err() };
}

const names = Object.keys(methodTable);

test('all methods stand in one table, with everything that tells them apart', async () => {
  const { code, out } = await dsra('methods');
  expect(code).toBe(0);
  expect(out).toMatch(/^method +parameters +merges +what it trains; its paper; its defaults\n/);
  for (const name of names) expect(out).toMatch(new RegExp(`^${name} `, 'mu'));
  expect(out).toMatch(/^dsra +128,600 {2}yes +a linear adapter/mu);
  expect(out).toMatch(/^dsraPromptSrc +174,680 {2}adapters only /mu);
  expect(out).toMatch(/^coOp +8,192 {2}no +a context/mu);
  expect(out).toMatch(/^zeroShot +0 {2}nothing /mu);
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});

test('and as one JSON value', async () => {
  const { out } = await dsra('methods', '--json');
  const { methods } = JSON.parse(out) as { methods: { name: string; trainableParameters: number }[] };
  const counted = names.map((name) => ({
    name,
    trainableParameters: countTrainable(methodNamed(name), architectures['ViT-B/16'], { classes: 10 }).total,
  }));
  expect(methods).toMatchObject(counted);
});

test.each(names)('dsra methods %s tells its options and settings', async (name) => {
  const { code, out } = await dsra('methods', name.toUpperCase());
  expect([code, out]).toEqual([0, expect.stringContaining(`method     ${name}\n`)]);
  const { options, settings } = methodTable[name]!;
  for (const option of Object.keys(options)) expect(out).toMatch(new RegExp(`^ {2}${option} `, 'mu'));
  for (const protocol of Object.keys(settings ?? {})) expect(out).toContain(`\n  ${protocol} `);
  const json = JSON.parse((await dsra('methods', name, '--json')).out) as Record<string, object>;
  expect(Object.keys(json.options!)).toEqual(Object.keys(options));
  expect(json.settings).toEqual(settings ?? null);
});

test('a name that there is not gets one line with those that there are', async () => {
  const { code, out, err } = await dsra('methods', 'coprompt');
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^error: there is no method "coprompt"; there are: zeroShot, [^\n]+\n$/u);
});

test('long texts are wrapped in their own column', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapped('unbreakable', 3)).toEqual(['unbreakable']);
  const rows = withWrappedEnd([
    ['a', 'word '.repeat(30).trim()],
    ['longer', 'b'],
  ]);
  expect(rows.map(([first]) => first)).toEqual(['a', '', 'longer']);
});
