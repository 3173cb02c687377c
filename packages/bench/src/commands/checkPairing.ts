import type { ClipConfig } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import type { AskedMethod } from './assign';
import type { Value } from './assignments';

/** Refuses, in the words of the command line, to pair layers one by one where the towers have not as many. */
export function checkPairing(members: readonly AskedMethod[], config: ClipConfig): void {
  const { text, vision } = config;
  if (text.layers === vision.layers) return;
  const inStep = members.some(
    ({ entry, asked }) =>
      Object.hasOwn(entry.options, 'pairing') &&
      !sharesNothing(asked.coefficients) &&
      pairingOf(asked.pairing, config) === undefined,
  );
  if (!inStep) return;
  throw new DsraError(
    'badConfig',
    `this model's towers have ${text.layers} and ${vision.layers} layers, so they cannot share coefficients layer by layer: ` +
      'add --pairing proportional or --coefficients separate',
  );
}

const sharesNothing = (coefficients: Value | undefined): boolean =>
  typeof coefficients === 'object' &&
  coefficients !== null &&
  'acrossTowers' in coefficients &&
  coefficients.acrossTowers === 'separate';

const pairingOf = (asked: Value | undefined, config: ClipConfig) =>
  typeof asked === 'function' ? asked(config) : asked;
