import { z } from 'zod';
import { cellSchema } from './cell';

const seconds = z.number().min(0);

/** What a cell gave, or why it gave nothing: one JSON file in the results folder. */
export const recordSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  cell: cellSchema,
  status: z.enum(['done', 'failed']),
  /** Of a failed one. */
  error: z.string().optional(),
  /** The id of the cell that was trained, where this one is the same under another name. */
  sameAs: z.string().optional(),
  /** Tells the model's weights from others. */
  model: z.string(),
  /** Training items, in the order in which they were drawn. */
  chosen: z.array(z.string()),
  /** dsra, tfjs, node */
  versions: z.record(z.string(), z.string()),
  backend: z.string(),
  machine: z.string(),
  /** The mean loss of each epoch, counted from 1. */
  curve: z.array(z.object({ epoch: z.int().min(1), loss: z.number() })),
  /** Accuracies from 0 to 1, null where the method cannot be tested so; `picturesPerSecond`. */
  metrics: z.record(z.string(), z.number().nullable()),
  perClass: z
    .array(z.object({ name: z.string(), correct: z.int().min(0), total: z.int().min(0) }))
    .optional(),
  /** Rows: what pictures show; columns: what was answered. Left out above 250 classes. */
  confusion: z.array(z.array(z.int().min(0))).optional(),
  parameters: z.int().min(0),
  /** The median over the steps. */
  stepSeconds: seconds,
  /** Of the tuned model on test pictures in memory, with adapters merged where they can be. */
  picturesPerSecond: seconds,
  /** Training and tests. */
  seconds,
  finishedAt: z.string(),
});
export type CellRecord = z.infer<typeof recordSchema>;

/** Image features of the test pictures, for figures: `[item][feature]`, of unit length. */
export const embeddingsSchema = z.object({
  version: z.literal(1),
  id: z.string(),
  classNames: z.array(z.string()),
  labels: z.array(z.int().min(0)),
  features: z.array(z.array(z.number())),
});
export type CellEmbeddings = z.infer<typeof embeddingsSchema>;
