import type { CommonOptions } from './context';

export interface DrawOptions extends CommonOptions {
  readonly perClass: number;
  readonly seed: number;
}
