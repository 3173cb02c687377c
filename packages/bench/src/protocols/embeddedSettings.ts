import { adamW, dsra, type Method, type PlanOptions } from '@dsra/prompts';

/** How DsRA is trained on the embedded model: the towers are a quarter as wide as the paper's and a third as deep. */
export const embeddedSettings = {
  rank: 16,
  epochs: 30,
  batchSize: 16,
  learningRate: 2e-3,
} as const;

const { rank, ...plan } = embeddedSettings;

/** The same without the rank, as a plan. */
export const embeddedPlan = { ...plan, optimizer: adamW() } as const satisfies PlanOptions;

/** The method and its plan with these settings. */
export function embeddedRun(template: string): { method: Method; plan: PlanOptions } {
  return { method: dsra({ rank, template }), plan: embeddedPlan };
}
