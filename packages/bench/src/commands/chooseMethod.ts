import type { ClipConfig } from '@dsra/clip';
import { DsraError, type Pairing, proportionalPairing } from '@dsra/core';
import { dsra, type Method } from '@dsra/prompts';
import { embeddedSettings } from '../protocols/embeddedSettings';
import { isSmall } from './isSmall';
import type { MethodOptions } from './methodOptions';

/** The paper's rank where towers are as wide as its own; small towers have less to learn in. */
export function defaultRank(config: ClipConfig): number {
  return isSmall(config) ? embeddedSettings.rank : 50;
}

export interface ChosenMethod {
  readonly method: Method;
  readonly rank: number;
}

/** DsRA as the options ask for it, on a model of this architecture. */
export function chooseMethod(
  options: MethodOptions & { readonly template?: string },
  config: ClipConfig,
): ChosenMethod {
  const rank = options.rank ?? defaultRank(config);
  const pairing = pairingOf(options, config);
  const method = dsra({
    rank,
    sites: options.sites,
    coefficients: {
      acrossTowers: options.coefficients,
      acrossSites: options.perSite ? 'separate' : 'shared',
    },
    ...(pairing && { pairing }),
    ...(options.template !== undefined && { template: options.template }),
  });
  return { method, rank };
}

function pairingOf(
  { pairing, coefficients }: MethodOptions,
  { text, vision }: ClipConfig,
): Pairing | undefined {
  if (text.layers !== vision.layers && coefficients === 'shared' && pairing === 'layers') {
    throw new DsraError(
      'badConfig',
      `this model's towers have ${text.layers} and ${vision.layers} layers, so they cannot share coefficients layer by layer: ` +
        'add --pairing proportional or --coefficients separate',
    );
  }
  return pairing === 'proportional' ? proportionalPairing(text.layers, vision.layers) : undefined;
}
