import { expect, test } from '@jest/globals';
import { DsraError } from '@dsra/core';
import type { Side } from './contender';
import { type Entrant, type Referee, takeTurns } from './takeTurns';

const work = { kind: 'encode', model: 'plain' } as const;
const order: string[] = [];

/** Says when it works and stops; fails in its `fails`th run. */
const entrant = (side: Side, repeats: number, fails = Infinity): Entrant => ({
  ...{ side, work, repeats },
  start: () => {
    let runs = 0;
    return Promise.resolve({
      ...(side === 'pytorch' && { version: 'PyTorch 1', note: 'slow' }),
      run: () => {
        order.push(side);
        if (++runs === fails) return Promise.reject(new DsraError('unavailable', 'no memory'));
        return Promise.resolve({ milliseconds: order.length, peakMemoryBytes: 10 * order.length });
      },
      stop: () => {
        order.push(`stop ${side}`);
        return Promise.resolve();
      },
    });
  },
});

const quiet: Referee = { onLap: () => undefined, onFailure: () => undefined };

test('sides work in turn, as often as each is asked to', async () => {
  order.length = 0;
  const entrants = [entrant('wasm-blas', 3), entrant('pytorch', 2), entrant('onnxruntime', 0)];
  const done = await takeTurns(entrants, quiet);
  expect(order).toEqual([
    ...['wasm-blas', 'pytorch', 'wasm-blas', 'pytorch', 'wasm-blas'],
    ...['stop wasm-blas', 'stop pytorch'],
  ]);
  expect(done).toEqual([
    { work, turns: { side: 'wasm-blas', milliseconds: [1, 3, 5], peakMemoryBytes: 50 } },
    {
      work,
      turns: {
        side: 'pytorch',
        version: 'PyTorch 1',
        note: 'slow',
        milliseconds: [2, 4],
        peakMemoryBytes: 40,
      },
    },
  ]);
});

test('who fails is told with the reason and left out; the others go on', async () => {
  order.length = 0;
  const failures: string[] = [];
  const onFailure: Referee['onFailure'] = ({ side }, reason) => void failures.push(`${side}: ${reason}`);
  const absent: Entrant = {
    ...entrant('onnxruntime', 2),
    start: () => Promise.reject(new DsraError('unavailable', 'not here')),
  };
  const done = await takeTurns([entrant('wasm-blas', 2), entrant('pytorch', 2, 1), absent], {
    ...quiet,
    onFailure,
  });
  expect(failures).toEqual(['onnxruntime: not here', 'pytorch: no memory']);
  expect(done.map(({ turns: { side, milliseconds } }) => [side, milliseconds])).toEqual([
    ['wasm-blas', [1, 3]],
  ]);
  expect(order.slice(-2)).toEqual(['stop wasm-blas', 'stop pytorch']);
});

test('what nobody foresaw ends everything, but all are stopped', async () => {
  order.length = 0;
  const broken: Entrant = { ...entrant('pytorch', 1), start: () => Promise.reject(new Error('a bug')) };
  await expect(takeTurns([entrant('wasm-blas', 1), broken], quiet)).rejects.toThrow('a bug');
  expect(order).toEqual(['stop wasm-blas']);
});
