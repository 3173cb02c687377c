import { mkdtempSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import sharp from 'sharp';
import { run } from '../../packages/bench/src/commands/run';
import { type MemoryIo, memoryIo } from '../../packages/bench/src/terminal/memoryIo';

export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder with pictures of two classes, and `dsra` to be run on them. */
export function commandLab() {
  const root = mkdtempSync(path.join(tmpdir(), 'dsra-commands-'));
  const at = (...names: string[]): string => path.join(root, ...names);
  const pictures = at('pictures');
  const adapter = at('adapter');

  async function dsra(argv: readonly string[], io: MemoryIo = memoryIo()): Promise<Result> {
    const words = ['draw', 'methods'].includes(argv[0]!) ? argv : [...argv, '--backend', 'wasm'];
    return { code: await run(words, io), out: io.out(), err: io.err() };
  }

  /** A short run of a method, DsRA of rank 2 unless it is said. */
  const fitLine = (out: string, ...more: string[]): string[] => {
    const method = more.includes('--method') ? [] : ['--rank', '2'];
    const quick = ['--epochs', '2', ...method, '--shots', '2', '--batch-size', '2'];
    return ['fit', pictures, '--out', out, ...quick, ...more];
  };

  /** The same, which has to succeed. */
  async function fitted(out: string, ...more: string[]): Promise<Result> {
    const result = await dsra(fitLine(out, ...more));
    if (result.code !== 0) throw new Error(result.err);
    return result;
  }

  /** Exit code 2, nothing saved, and one line on stderr behind the remark about the backend. */
  async function refusal(...argv: string[]): Promise<string> {
    const { code, out, err } = await dsra(argv);
    expect([code, out]).toEqual([2, expect.not.stringContaining('saved')]);
    const lines = err.split('\n').filter((line) => line !== '' && !line.startsWith('backend '));
    expect(lines).toEqual([expect.stringMatching(/^error: /)]);
    return lines[0]!.replaceAll(root + path.sep, '');
  }

  const drawAll = (): Promise<void> => draw(pictures, { red_things: '#d02020', blue_things: '#2040e0' });
  const remove = (): Promise<void> => rm(root, { recursive: true });
  return { root, at, pictures, adapter, dsra, fitLine, fitted, refusal, drawAll, remove };
}

/** Plain pictures, a folder for each class. */
export async function draw(folder: string, colours: Record<string, string>, count = 4): Promise<void> {
  for (const [name, background] of Object.entries(colours)) {
    await mkdir(path.join(folder, name), { recursive: true });
    for (let i = 0; i < count; i++) {
      const create = { width: 20 + i, height: 16, channels: 3, background } as const;
      await writeFile(path.join(folder, name, `${i}.png`), await sharp({ create }).png().toBuffer());
    }
  }
}

/** Presses Ctrl-C when the first epoch is saved. */
export function pressing(out: string): MemoryIo {
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
