import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { DsraError, isDsraError } from '@dsra/core';
import { receivedError, sentError } from './sentError';

const across = (error: unknown): Error =>
  receivedError(JSON.parse(JSON.stringify(sentError(error))) as ReturnType<typeof sentError>);

test('an error for the user stays one', () => {
  const received = across(new DsraError('missing', 'no pictures'));
  expect(isDsraError(received)).toBe(true);
  expect(received).toMatchObject({ code: 'missing', message: 'no pictures' });
});

test('what the system refuses is still told as that: with its code and place', async () => {
  const refused = await readFile('/nowhere/at all').catch((error: unknown) => error);
  const received = across(refused);
  expect(isDsraError(received)).toBe(false);
  expect(received).toMatchObject({ code: 'ENOENT', path: '/nowhere/at all', syscall: 'open' });
});

test('anything else is an error with its message alone', () => {
  const received = across(new TypeError('x is no function'));
  expect(received.message).toBe('x is no function');
  expect(received).not.toHaveProperty('code');
  expect(across('just words').message).toBe('just words');
  expect(across(undefined).message).toBe('undefined');
});
