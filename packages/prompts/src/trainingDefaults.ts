/** What a paper says about training its method. */
export interface TrainingDefaults {
  readonly epochs?: number;
  readonly batchSize?: number;
  /** Of the schedule's full rate. */
  readonly learningRate?: number;
}

/** Where neither the caller nor the method says: CoOp's few-shot setting, as PromptSRC uses it. */
export const trainingDefaults = { epochs: 50, batchSize: 4, learningRate: 2.5e-3 } as const;
