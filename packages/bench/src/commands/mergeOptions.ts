import type { ModelOptions } from './context';

export interface MergeOptions extends ModelOptions {
  readonly adapter: string;
  readonly out: string;
  readonly classifier?: boolean;
  readonly force?: boolean;
}
