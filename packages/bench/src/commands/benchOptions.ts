import type { CommonOptions } from './context';

export interface ComputeOptions extends CommonOptions {
  readonly root: string;
  readonly backend: string;
  readonly threads?: number;
  readonly jobs: number;
}

export interface BenchOptions extends ComputeOptions {
  readonly methods?: readonly string[];
  readonly dataSets?: readonly string[];
  readonly targets?: readonly string[];
  readonly shots?: readonly number[];
  readonly seeds?: readonly number[];
  readonly ranks?: readonly number[];
  readonly model?: string;
  readonly test?: number;
  readonly epochs?: number;
  readonly embeddings?: boolean;
  readonly results: string;
  readonly queue?: string;
  readonly retryFailed?: boolean;
  readonly dryRun?: boolean;
}

export interface WorkerCommandOptions extends ComputeOptions {
  readonly queue: string;
  readonly results?: string;
  readonly patience?: number;
  readonly untilEmpty?: boolean;
}
