import { describe, expect, test } from '@jest/globals';
import { goldenJson, isRecorded } from '../../../../test/support/golden';
import { testEach } from '../../../../test/support/testEach';
import { constant } from './constant';
import { cosineWithWarmup } from './cosineWithWarmup';

interface Case {
  name: string;
  base_lr: number;
  max_epoch: number;
  warmup_epoch: number;
  warmup_cons_lr: number;
  lr_per_epoch: number[];
}

const file = 'schedules.json';
const { cases } = (isRecorded(file) ? goldenJson(file) : { cases: [] }) as { cases: Case[] };

describe('cosineWithWarmup equals Dassl’s schedule', () => {
  testEach(file, cases, '$name', (one) => {
    const schedule = cosineWithWarmup(one.base_lr, {
      warmupEpochs: one.warmup_epoch,
      warmupRate: one.warmup_cons_lr,
    });
    one.lr_per_epoch.forEach((expected, epoch) => {
      expect(Math.abs(schedule(epoch, one.max_epoch) - expected)).toBeLessThanOrEqual(1e-12);
    });
  });

  test('the first epoch is the warm-up’s and the second has the full rate', () => {
    const schedule = cosineWithWarmup(0.0027);
    expect([schedule(0, 50), schedule(1, 50)]).toEqual([1e-5, 0.0027]);
  });
});

test('constant is constant', () => {
  expect([0, 7, 49].map((epoch) => constant(0.1)(epoch, 50))).toEqual([0.1, 0.1, 0.1]);
});
