// Compiles packages/runtime/assembly to WebAssembly, as a string in packages/runtime/src/simd/binary.ts. The result is
// committed: who installs or builds the packages needs no compiler, and a test compares it with the sources.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = path.join(root, 'packages/runtime/src/simd/binary.ts');

/** The text of binary.ts for the sources as they are. */
export async function compileSimd() {
  const folder = await mkdtemp(path.join(tmpdir(), 'dsra-simd-'));
  const outFile = path.join(folder, 'simd.wasm');
  // Memory with a largest size: only such memory can be shared, and the wasm backend's has the same.
  const memory = ['--importMemory', '--maximumMemory', '65536'];
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', ...memory];
  try {
    const { error, stderr } = await asc.main([
      'packages/runtime/assembly/index.ts',
      '--baseDir',
      root,
      ...options,
      '--outFile',
      path.relative(root, outFile),
    ]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    const bytes = await readFile(outFile);
    return `// Made from packages/runtime/assembly by scripts/build-simd.mjs. Do not edit.\nexport const simdBinary =\n  '${bytes.toString('base64')}';\n`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await writeFile(target, await compileSimd());
