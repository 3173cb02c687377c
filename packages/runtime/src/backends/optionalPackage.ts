/** The version of TensorFlow.js that everything here is made for. */
export const TFJS = '4.22.0';

/** An id that bundlers cannot see through, so that they leave the optional package alone. */
export const importPackage = (packageName: string): Promise<unknown> =>
  import(/* @vite-ignore */ packageName);

/** A package, or in one line why it is not there. */
export async function tryPackage(
  load: (packageName: string) => Promise<unknown>,
  packageName: string,
): Promise<{ module: unknown } | { failure: string }> {
  try {
    return { module: defaultOf(await load(packageName)) };
  } catch (error) {
    return {
      failure: `${packageName} ${isMissing(error) ? 'is not installed' : `does not load: ${firstLine(error)}`}`,
    };
  }
}

function defaultOf(module: unknown): unknown {
  return (module as { default?: unknown } | undefined)?.default ?? module;
}

function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

/** The first line of an error's message: the rest is for its authors. */
export function firstLine(error: unknown): string {
  const message =
    error instanceof Error
      ? error.message
      : String((error as { message?: unknown } | undefined)?.message ?? error);
  return message.trim().split('\n', 1)[0]!.trim();
}
