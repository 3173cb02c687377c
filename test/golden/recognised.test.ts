/** Which recorded runs are known, and which are passed over. */
import { describe, expect, test } from '@jest/globals';
import { goldenJson } from '../support/golden';
import { mustBeKnown, recordedRuns, sorted } from '../support/recordedFolder';
import type { RecordedRun } from '../support/recordedRuns';
import { testEach } from '../support/testEach';

const { steps, averages, zeroShot, skipped } = recordedRuns();
const known = [...steps, ...averages, ...zeroShot].map(({ name }) => name);

for (const { name, reason } of skipped) process.stderr.write(`golden methods: skipped ${name}: ${reason}\n`);

test('what is recorded in this repository is known, in whichever folder', () => {
  expect(skipped.filter(({ name }) => mustBeKnown.includes(name))).toEqual([]);
});

(process.env.DSRA_GOLDEN ? test.skip : test)('this repository has all of its runs, and lists them', () => {
  expect([...known].sort()).toEqual([...mustBeKnown].sort());
});

describe('a run with something changed is passed over, and why is said', () => {
  const passedOver = (json: RecordedRun) => sorted([{ name: 'it', json }]).skipped.map(({ reason }) => reason);

  testEach('training steps', steps, '$name', ({ name }) => {
    const json = goldenJson(`methods/${name}.json`) as RecordedRun;
    const [[first, shape]] = Object.entries(json.trainable) as [[string, number[]]];
    const changed = (trainable: RecordedRun['trainable']) => passedOver({ ...json, trainable });
    expect(passedOver(json)).toEqual([]);
    expect(changed({ ...json.trainable, 'adapter_text.fc.0.weight': [10, 40] })).toEqual([
      'nothing here is called adapter_text.fc.0.weight',
    ]);
    expect(changed({ ...json.trainable, [first]: [3, ...shape] })).toEqual([
      expect.stringContaining(`${first} is [`),
    ]);
    const fewer = Object.entries(json.trainable).filter(([parameter]) => parameter !== first);
    expect(changed(Object.fromEntries(fewer))).toEqual([expect.stringMatching(/^\S+ is not in it/)]);
    expect(passedOver({ ...json, optimizer: { ...json.optimizer, name: 'adam' } })).toEqual([
      'it is trained by adam and not by sgd',
    ]);
  });
});
