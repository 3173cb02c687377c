import { DsraError } from '@dsra/core';
import type { BackendChoice } from '@dsra/runtime';
import { backendNames } from '../backendNames';

/** @throws DsraError `badInput` naming the option */
export function count(option: string, text: string, least: number): number {
  if (/^\d+$/u.test(text) && Number(text) >= least) return Number(text);
  throw new DsraError('badInput', `${option} takes whole numbers from ${least} on, not "${text}"`);
}

/** @throws DsraError `badInput` with the names that there are */
export function backendNamed(name: string): BackendChoice {
  const known = backendNames.find((backend) => backend === name);
  if (known) return known;
  throw new DsraError('badInput', `there is no backend "${name}"; there are: ${backendNames.join(', ')}`);
}

export const splitList = (text: string): string[] => text.split(',').map((part) => part.trim());
