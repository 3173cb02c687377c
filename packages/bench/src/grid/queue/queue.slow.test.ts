import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Queue } from 'bullmq';
import { buildPackages, type Program, startDsra, until } from '../../../../../test/support/builtProgram';
import { type RedisServer, startRedis, whyNoRedis } from '../../../../../test/support/redisServer';
import { cellId } from '../cell';
import { openResults } from '../results';
import { connect, queueName } from './cellQueue';

jest.setTimeout(300_000);

const missing = whyNoRedis();
if (missing) console.warn(`The tests of the queue are skipped: ${missing}`);

(missing ? describe.skip : describe)('a grid through a queue', () => {
  let folder: string;
  let redis: RedisServer;
  const started: Program[] = [];
  const start = (...args: string[]): Program => {
    const program = startDsra(args, folder);
    started.push(program);
    return program;
  };
  const worker = (...more: string[]): Program =>
    start('worker', '--queue', redis.url, '--patience', '2', '--threads', '1', '--until-empty', ...more);
  const grid = ['--methods', 'zeroShot,coOp,dsra', '--data-sets', 'embedded/textures', '--test', '2'];
  const asking = (protocol: string, results: string, ...more: string[]): Program =>
    start('bench', protocol, '--results', results, '--queue', redis.url, ...more);
  const bench = (protocol: string, results: string, ...more: string[]): Program =>
    asking(protocol, results, ...grid, ...more);
  const at = (...names: string[]): string => path.join(folder, ...names);

  beforeAll(async () => {
    buildPackages();
    folder = await mkdtemp(path.join(tmpdir(), 'dsra-queue-'));
    redis = await startRedis();
  });
  afterAll(async () => {
    for (const program of started) program.kill('SIGKILL');
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  test('three workers, one killed in the middle of a cell: every cell is there exactly once', async () => {
    const collecting = bench('few-shot', 'out', '--shots', '1,2', '--seeds', '1,2,3', '--json');
    await until(() => collecting.err().includes('to compute'));
    const workers = [worker(), worker('--results', 'shared'), worker()];
    const [victim, ...others] = workers;
    const taken = (program: Program): string[] =>
      [...program.err().matchAll(/^takes (.+)$/gmu)].map(([, words]) => words!);
    await until(() => taken(victim!).some((words) => words.includes('shot')));
    victim!.kill('SIGKILL');
    const lost = taken(victim!).at(-1)!;
    expect(victim!.err()).not.toContain(`\n${lost}: `);
    expect(await collecting.ended).toBe(0);
    expect(await Promise.all(others.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(collecting.err()).not.toContain('Warning');
    // Another took what the killed one was at.
    expect(others.flatMap(taken)).toContain(lost);

    const results = openResults(at('out'));
    const asked = (await results.grid()).map(cellId);
    expect(new Set(asked).size).toBe(13);
    const records = await results.records();
    expect([...records.keys()].sort()).toEqual([...asked].sort());
    for (const { status } of records.values()) expect(status).toBe('done');
    expect((await readdir(at('out', 'cells'))).sort()).toEqual(asked.map((id) => `${id}.json`).sort());
    const { cells } = JSON.parse(collecting.out()) as { cells: { id: string }[] };
    expect(cells.map(({ id }) => id).sort()).toEqual([...asked].sort());
    // The worker with a folder of its own wrote what it did there, the same records.
    for (const [id, record] of await openResults(at('shared')).records())
      expect(record).toEqual(records.get(id));
    expect(await jobCounts()).toMatchObject({ completed: 13, failed: 0, active: 0, wait: 0 });
  });

  test('what the store has is not computed again, and gives what computing here gives', async () => {
    const again = bench('few-shot', 'again', '--shots', '1,2', '--seeds', '1,2,3');
    expect(await again.ended).toBe(0);
    const both = await Promise.all(['out', 'again'].map((name) => openResults(at(name)).records()));
    expect(both[1]).toEqual(both[0]);
    const here = start(
      'bench',
      'few-shot',
      ...grid,
      '--shots',
      '1',
      '--seeds',
      '2',
      '--results',
      'here',
      '--threads',
      '1',
    );
    expect(await here.ended).toBe(0);
    const computed = await openResults(at('here')).records();
    expect(computed.size).toBe(3);
    for (const [id, { metrics, chosen, curve }] of computed) {
      const same: Record<string, unknown> = { ...metrics };
      delete same.picturesPerSecond;
      expect(both[0]!.get(id)).toMatchObject({ chosen, curve, metrics: same });
    }
  });

  test('Ctrl-C gives a worker’s cell back; the collector leaves its cells in the queue', async () => {
    const collecting = bench('base-to-new', 'halves', '--seeds', '5', '--shots', '2');
    await until(() => collecting.err().includes('to compute'));
    const stopped = worker();
    await until(() => stopped.err().includes('takes '));
    stopped.kill('SIGINT');
    expect(await stopped.ended).toBe(0);
    expect(await jobCounts()).toMatchObject({ active: 0, failed: 0 });
    // What containers, services and job schedulers stop with.
    const terminated = worker();
    await until(() => terminated.err().includes('takes '));
    terminated.kill('SIGTERM');
    expect(await terminated.ended).toBe(0);
    expect(await jobCounts()).toMatchObject({ active: 0, failed: 0 });
    collecting.kill('SIGINT');
    expect(await collecting.ended).toBe(130);
    expect(collecting.err()).toContain('its cells stay in the queue; to go on: ');
    expect(await worker('--jobs', '2').ended).toBe(0);
    expect(await bench('base-to-new', 'halves', '--seeds', '5', '--shots', '2').ended).toBe(0);
    expect((await openResults(at('halves')).records()).size).toBe(3);
  });

  test('a worker without the pictures says so, and leaves the cell to others', async () => {
    const collecting = asking('few-shot', 'pets', '--data-sets', 'oxfordPets', '--methods', 'zeroShot');
    await until(() => collecting.err().includes('to compute'));
    const poor = worker('--root', 'nowhere');
    expect(await poor.ended).toBe(2);
    expect(poor.err()).toMatch(
      /OxfordPets: nowhere.oxford_pets is not there.*; the cell is in the queue again\n$/u,
    );
    expect(await jobCounts()).toMatchObject({ wait: 1, failed: 0 });
    collecting.kill('SIGINT');
    await collecting.ended;
  });

  test('a job that asks for no cell is refused in one line, and the next is taken', async () => {
    const halves = ['--seeds', '5', '--shots', '2'];
    await withQueue(async (queue) => {
      // What the grid asks for, spoilt, and something else.
      const [job] = await queue.getCompleted();
      await queue.obliterate({ force: true });
      await queue.add('cell', { cell: 'x' }, { jobId: job!.id! });
      await queue.add('cell', 'y', { jobId: 'other' });
    });
    const refusing = worker();
    expect(await refusing.ended).toBe(0);
    expect(refusing.err()).toMatch(/^refuses job other: the job asks for no cell: [^\n]+$/mu);
    expect(await jobCounts()).toMatchObject({ failed: 2, wait: 0 });
    const collecting = bench('base-to-new', 'refused', ...halves);
    await until(() => collecting.err().includes('to compute'));
    expect(await worker().ended).toBe(0);
    expect(await collecting.ended).toBe(2);
    expect(collecting.out()).toMatch(/failed: .*: a worker refused it: the job asks for no cell: /u);
    const again = bench('base-to-new', 'refused', ...halves, '--retry-failed');
    await until(() => again.err().includes('to compute'));
    expect(await worker().ended).toBe(0);
    expect(await again.ended).toBe(0);
  });

  test('a Redis that goes away is told and waited for; what it has forgotten is asked for again', async () => {
    const collecting = bench('few-shot', 'outage', '--shots', '1,2', '--seeds', '7,8');
    await until(() => collecting.err().includes('to compute'));
    const lasting = start('worker', '--queue', redis.url, '--patience', '2', '--threads', '1');
    await until(() => collecting.err().includes('[2/'));
    await redis.stop();
    const place = redis.url.replace('redis://', '');
    const told = `Redis at ${place} does not answer; waiting\n`;
    await until(() => [collecting, lasting].every((program) => program.err().includes(told)));
    redis = await startRedis(redis.port);
    expect(await collecting.ended).toBe(0);
    for (const program of [collecting, lasting]) {
      expect(program.err().split(told)).toHaveLength(2);
      expect(program.err().split(`Redis at ${place} answers again\n`)).toHaveLength(2);
    }
    expect(collecting.err()).not.toContain('rror');
    const results = openResults(at('outage'));
    expect((await results.records()).size).toBe((await results.grid()).length);
    lasting.kill('SIGTERM');
    expect(await lasting.ended).toBe(0);
  });

  test('Ctrl-C ends both while there is no Redis, too', async () => {
    const collecting = bench('few-shot', 'cut', '--shots', '1', '--seeds', '9');
    await until(() => collecting.err().includes('to compute'));
    const idle = start('worker', '--queue', redis.url, '--patience', '2', '--threads', '1');
    await until(() => idle.err().includes('takes '));
    await redis.stop();
    collecting.kill('SIGINT');
    expect(await collecting.ended).toBe(130);
    idle.kill('SIGINT');
    expect(await idle.ended).toBe(0);
    redis = await startRedis(redis.port);
  });

  async function withQueue<R>(act: (queue: Queue) => Promise<R>): Promise<R> {
    const connection = await connect(redis.url);
    const queue = new Queue(queueName, { connection });
    try {
      return await act(queue);
    } finally {
      await queue.close();
      connection.disconnect();
    }
  }

  const jobCounts = (): Promise<Record<string, number>> =>
    withQueue((queue) => queue.getJobCounts('wait', 'active', 'completed', 'failed'));
});

test('an address at which nobody answers is told at once, without the password in it', async () => {
  await expect(connect('redis://:secret@127.0.0.1:1')).rejects.toThrow(
    /^no Redis or Valkey answers at 127\.0\.0\.1:1: /u,
  );
  await expect(connect('localhost')).rejects.toThrow('takes an address such as redis://localhost:6379');
});
