import type { CommonOptions } from './context';

export interface ReportOptions extends CommonOptions {
  readonly out?: string;
}
