import type { ModelOptions } from './context';
import type { MethodOptions } from './methodOptions';

export interface InfoOptions extends ModelOptions, MethodOptions {
  readonly backbone?: string;
  readonly adapter?: string;
  readonly classes: number;
}
