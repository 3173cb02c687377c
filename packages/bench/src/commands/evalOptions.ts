import type { ModelOptions } from './context';

export interface ZeroShotOptions extends ModelOptions {
  readonly strict?: boolean;
  readonly template?: string;
}

export interface EvalOptions extends ModelOptions {
  readonly strict?: boolean;
  readonly adapter: string;
}
