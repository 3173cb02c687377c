import { z } from 'zod';

/** A `KernelProfile` as another process tells it. */
export const profileAnswer = z.object({
  milliseconds: z.number(),
  kernels: z.array(z.object({ kernel: z.string(), calls: z.number(), milliseconds: z.number() })),
  outside: z.number(),
});
