import type { ModelOptions } from './context';

export interface DemoOptions extends ModelOptions {
  readonly out: string;
  readonly seed: number;
}
