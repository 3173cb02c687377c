/** The hub's client against a server on this machine that answers as the hub does. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Progress } from '../../checkpoint/readCheckpoint';
import { loadClip } from '../loadClip';

const golden = join(process.env.DSRA_GOLDEN ?? 'test/golden', 'clip-tiny');
const commit = 'a'.repeat(40);
const model = 'someone/clip-tiny';

let server: Server;
let hubUrl = '';
let cacheFolder = '';
let requests: string[] = [];
/** What the hub has; tests may damage it. */
let files: Record<string, Uint8Array> = {};
let announced: Record<string, { size?: number; sha256?: string }> = {};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url!, hubUrl);
  requests.push(`${request.method!} ${pathname}`);
  const json = (body: unknown, status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (
    pathname === `/api/models/${model}/revision/main` ||
    pathname === `/api/models/${model}/revision/${commit}`
  ) {
    const siblings = Object.keys(files).map((rfilename) => ({ rfilename }));
    json({ _id: '1', id: model, sha: commit, siblings, lastModified: '2020-01-01T00:00:00Z' });
    return;
  }
  if (pathname === `/api/models/${model}/paths-info/${commit}`) {
    const { paths } = JSON.parse(await bodyOf(request)) as { paths: string[] };
    json(paths.filter((path) => files[path]).map(pathInfo));
    return;
  }
  const file = files[pathname.replace(`/${model}/resolve/${commit}/`, '')];
  if (!file) {
    json({ error: 'Repository not found' }, 401);
    return;
  }
  const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
  const [start, end] = range ? [Number(range[1]), Number(range[2]) + 1] : [0, file.length];
  const headers = { etag: '"tag"', 'content-range': `bytes ${start}-${end - 1}/${file.length}` };
  response.writeHead(range ? 206 : 200, headers).end(file.subarray(start, end));
}

function pathInfo(path: string) {
  const bytes = files[path]!;
  const { size = bytes.length, sha256: hash = sha256(bytes) } = announced[path] ?? {};
  const lfs = path.endsWith('.safetensors') ? { oid: hash, size, pointerSize: 100 } : undefined;
  return { type: 'file', path, oid: 'b'.repeat(40), size, lfs };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

beforeEach(async () => {
  const names = ['config.json', 'model.safetensors'];
  files = Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(golden, name)))]));
  files['pytorch_model.bin'] = new Uint8Array(10);
  announced = {};
  requests = [];
  cacheFolder = mkdtempSync(join(tmpdir(), 'dsra-hub-'));
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await stop();
  rmSync(cacheFolder, { recursive: true });
});

async function stop(): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function load(options: Parameters<typeof loadClip>[1] = {}, name = model): Promise<string> {
  const clip = await loadClip(name, { hubUrl, cacheFolder, ...options });
  clip.dispose();
  return clip.name;
}

const snapshot = (): string[] =>
  readdirSync(join(cacheFolder, 'models--someone--clip-tiny', 'snapshots', commit)).sort();

describe('downloading', () => {
  test('only what is needed, with progress, into the cache that other tools share; then not again', async () => {
    const seen: Progress[] = [];
    expect(await load({ onProgress: (progress) => seen.push(progress) })).toBe(model);
    expect(snapshot()).toEqual(['config.json', 'model.safetensors']);
    const weights = seen.filter(
      ({ stage, file }) => stage === 'download' && file.endsWith('/model.safetensors'),
    );
    expect(weights.at(-1)).toMatchObject({
      done: files['model.safetensors']!.length,
      total: files['model.safetensors']!.length,
    });
    expect(requests.some((request) => request.includes('pytorch_model'))).toBe(false);
    requests = [];
    await load();
    expect(requests.filter((request) => request.includes('/resolve/'))).toEqual([]);
  });

  test('without network, the cache is enough; a commit in it asks nobody', async () => {
    await load();
    requests = [];
    await load({ revision: commit });
    expect(requests).toEqual([]);
    await stop();
    expect(await load()).toBe(model);
  });

  test('a damaged download is refused and leaves nothing behind', async () => {
    announced = { 'model.safetensors': { sha256: '0'.repeat(64) } };
    await expect(load()).rejects.toMatchObject({
      code: 'badFile',
      message: expect.stringContaining('SHA-256'),
    });
    announced = { 'model.safetensors': { size: 5 } };
    await expect(load()).rejects.toMatchObject({
      code: 'badFile',
      message: expect.stringContaining('the hub says 5'),
    });
    expect(snapshot()).toEqual(['config.json']);
    announced = {};
    expect(await load()).toBe(model);
  });

  test('a model that has no safetensors says how to convert it', async () => {
    delete files['model.safetensors'];
    await expect(load()).rejects.toMatchObject({
      code: 'missing',
      message: expect.stringContaining('only as pytorch_model.bin'),
    });
  });
});

describe('what cannot be had is one line', () => {
  test('a cache that cannot be written is not the network’s fault', async () => {
    writeFileSync(join(cacheFolder, 'file'), '');
    const inFile = { cacheFolder: join(cacheFolder, 'file') };
    const message = expect.stringMatching(/^cannot write .*config.json: a part of the path is a file$/);
    await expect(load(inFile)).rejects.toMatchObject({ code: 'unwritable', message });
  });

  // A file system that answers ENOENT though the parent is there: `mkdir` with `recursive` never returns from it.
  (existsSync('/proc/self') ? test : test.skip)('nor one where no folder can be made', async () => {
    await expect(load({ cacheFolder: '/proc/dsra' })).rejects.toMatchObject({ code: 'unwritable' });
  });

  test('nor is a disk that refuses the last word', async () => {
    mkdirSync(join(cacheFolder, 'models--someone--clip-tiny', 'refs', 'main'), { recursive: true });
    await expect(load()).rejects.toMatchObject({
      code: 'unwritable',
      message: expect.stringMatching(/main: it is a folder$/),
    });
  });

  test('no network and nothing cached: what to do by hand', async () => {
    await stop();
    const message = expect.stringMatching(
      /^someone\/clip-tiny is no folder here and cannot be downloaded .*ECONNREFUSED.* by hand into a folder/,
    );
    await expect(load()).rejects.toMatchObject({ code: 'unavailable', message });
  });

  test('an unknown model, an impossible revision', async () => {
    const message = expect.stringContaining('there is no folder no/such, and');
    await expect(load({}, 'no/such')).rejects.toMatchObject({ code: 'missing', message });
    await expect(load({ revision: '../main' })).rejects.toMatchObject({ code: 'badInput' });
  });
});
