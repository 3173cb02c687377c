import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { storeAddress } from './storeAddress';

test.each([
  ['redis://server', false],
  ['valkey://server', false],
  ['Valkey://server:6379', false],
  ['rediss://server', true],
  ['REDISS://server', true],
  ['valkeys://server', true],
])('%s is a host, and TLS where it says so (%s)', (address, tls) => {
  const { options } = new Redis(storeAddress(address).url, { lazyConnect: true });
  expect(options.path).toBeUndefined();
  expect([options.host, options.port, Boolean(options.tls)]).toEqual(['server', 6379, tls]);
});

test('name, password and database stay as they are; the place has none of them', () => {
  expect(storeAddress('VALKEYS://me:Secret@Server:7000/2')).toEqual({
    url: 'rediss://me:Secret@Server:7000/2',
    place: 'Server:7000',
  });
});

test.each(['localhost', 'localhost:6379', 'http://server', 'redis://', '/run/redis.sock'])(
  '%s is no address',
  (address) => {
    expect(() => storeAddress(address)).toThrow('--queue takes an address such as redis://localhost:6379');
  },
);

test('a wrong address is told without its password', () => {
  expect(() => storeAddress('http://me:secret@server')).toThrow('not "http://…@server"');
});
