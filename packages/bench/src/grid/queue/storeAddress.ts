import { DsraError } from '@dsra/core';

/** Where a store is. */
export interface StoreAddress {
  /** As ioredis takes it. */
  readonly url: string;
  /** Host and port, without what a password may stand in. */
  readonly place: string;
}

const schemes: Readonly<Record<string, string>> = {
  'redis:': 'redis:',
  'rediss:': 'rediss:',
  'valkey:': 'redis:',
  'valkeys:': 'rediss:',
};

/**
 * An address as people write it. ioredis knows Redis's own schemes alone, and TLS in lower case: anything else it would take for
 * the name of a socket, or connect to in the open.
 * @throws DsraError `badInput` for what is no address
 */
export function storeAddress(address: string): StoreAddress {
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  const scheme = parsed && schemes[parsed.protocol];
  if (scheme && parsed.host !== '') {
    return { url: address.trim().replace(/^[^:]+:/u, scheme), place: parsed.host };
  }
  const shown = address.replace(/\/\/.*@/u, '//…@');
  throw new DsraError('badInput', `--queue takes an address such as redis://localhost:6379, not "${shown}"`);
}
