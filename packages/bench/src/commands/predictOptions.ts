import type { ModelOptions } from './context';

export interface PredictOptions extends ModelOptions {
  readonly adapter: string;
  readonly top: number;
  readonly strict?: boolean;
}
