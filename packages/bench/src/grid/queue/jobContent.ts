import { DsraError } from '@dsra/core';
import { z } from 'zod';
import { cellSchema, computationId } from '../cell';
import { embeddingsSchema, recordSchema } from '../record';
import type { RanCell } from '../running/runCell';
import { failed, type Unit } from '../running/unit';

const unitSchema = z.object({ cell: cellSchema, cells: z.array(cellSchema).min(1) });

const ranSchema = z.object({
  record: recordSchema,
  embeddings: z.object({ before: embeddingsSchema, after: embeddingsSchema }).optional(),
});

/**
 * What a job asks for. Anybody may write into a store.
 * @throws DsraError `badFile`
 */
export function unitIn(data: unknown): Unit {
  const { success, data: unit, error } = unitSchema.safeParse(data);
  if (success) return unit;
  throw new DsraError('badFile', `the job asks for no cell: ${inOneLine(error)}`);
}

/** What a job gave; a failed cell where that is no record of it. */
export function ranIn(returned: unknown, { cell }: Unit): RanCell {
  const { success, data: ran, error } = ranSchema.safeParse(returned);
  if (!success) return failed(cell, `its worker returned no record: ${inOneLine(error)}`);
  if (computationId(ran.record.cell) === computationId(cell)) return ran;
  return failed(cell, `its worker returned the record of another cell: ${ran.record.id}`);
}

const inOneLine = (error: z.ZodError): string => z.prettifyError(error).replaceAll(/\s+/gu, ' ');
