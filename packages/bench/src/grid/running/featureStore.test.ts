import { expect, test } from '@jest/globals';
import { featureStore } from './featureStore';

test('keeps lists up to its limit; what was asked for longest ago goes first', async () => {
  const computed: string[] = [];
  const store = featureStore(32);
  const ask = (key: string, length = 3) =>
    store(key, () => {
      computed.push(key);
      return Promise.resolve(new Float32Array(length));
    });
  await ask('a');
  await ask('b');
  await ask('a');
  expect(computed).toEqual(['a', 'b']);
  await ask('c');
  await ask('a');
  await ask('b');
  expect(computed).toEqual(['a', 'b', 'c', 'b']);
  // One that is larger than the limit is kept alone.
  await ask('large', 100);
  await ask('large', 100);
  expect(computed).toEqual(['a', 'b', 'c', 'b', 'large']);
  await expect(store('bad', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await ask('bad');
  expect(computed.at(-1)).toBe('bad');
});
