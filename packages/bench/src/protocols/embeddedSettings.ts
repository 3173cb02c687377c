import { adamW, dsra, type Method, type PlanOptions } from '@dsra/prompts';

/** How DsRA is trained on the embedded model: the towers are a quarter as wide as the paper's and a third as deep. */
export const embeddedSettings = {
  rank: 16,
  epochs: 30,
  batchSize: 16,
  learningRate: 2e-3,
} as const;

/** The method and its plan with these settings. */
export function embeddedRun(template: string): { method: Method; plan: PlanOptions } {
  const { rank, ...plan } = embeddedSettings;
  return { method: dsra({ rank, template }), plan: { ...plan, optimizer: adamW() } };
}
