import { useBackend } from '@dsra/runtime';

/** The recorded numbers must come out on each of these; `wasm-blas` only where the machine has a BLAS. */
export const goldenBackends = await available();

async function available(): Promise<string[]> {
  try {
    await useBackend('wasm-blas');
    return ['cpu', 'wasm-stock', 'wasm-rerouted', 'wasm-blas'];
  } catch (error) {
    process.stderr.write(`golden numbers on wasm-blas: skipped, ${(error as Error).message}\n`);
    return ['cpu', 'wasm-stock', 'wasm-rerouted'];
  }
}

export async function useGoldenBackend(name: string): Promise<void> {
  await useBackend(name as Parameters<typeof useBackend>[0]);
}
