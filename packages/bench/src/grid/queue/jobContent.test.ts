import { expect, test } from '@jest/globals';
import { madeUp, smallCell } from '../../../../../test/support/gridCells';
import { version } from '../../version';
import { unitsOf } from '../running/unit';
import { queueName } from './cellQueue';
import { ranIn, unitIn } from './jobContent';

const [unit] = unitsOf([smallCell(), smallCell({ protocol: 'placement', variant: 'both' })]);
/** As the store gives it back. */
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

test('a unit and its record come back as they were', () => {
  expect(unitIn(stored(unit))).toEqual(unit);
  const ran = madeUp(unit!.cell);
  expect(ranIn(stored(ran), unit!)).toEqual(ran);
});

test.each([
  [{}],
  [{ cell: {}, cells: [{}] }],
  [{ ...unit, cells: [] }],
  [{ ...unit, cell: { ...unit!.cell, seed: 'x' } }],
])('a job that is no unit is refused in one line: %j', (data) => {
  expect(() => unitIn(data)).toThrow(/^the job asks for no cell: [^\n]+$/u);
});

test.each([undefined, null, 'x', {}, { record: { version: 2 } }])(
  '%j is no record: a failed cell',
  (returned) => {
    const { record } = ranIn(returned, unit!);
    expect(record).toMatchObject({ status: 'failed', cell: unit!.cell });
    expect(record.error).toMatch(/^its worker returned no record: [^\n]+$/u);
  },
);

test('a record of another cell is none of this one', () => {
  const { record } = ranIn(stored(madeUp(smallCell({ seed: 2 }))), unit!);
  expect(record.error).toContain('the record of another cell');
});

test('workers of another version look into another queue', () => {
  expect(queueName).toContain(version);
});
