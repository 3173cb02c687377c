import { defineConfig, type Options } from 'tsup';

/** Entry points of each package; every one is listed in that package's `exports` too. */
const entries: Record<string, readonly string[]> = {
  core: ['index', 'node', 'testing'],
  clip: ['index', 'node', 'browser'],
  prompts: ['index', 'node', 'parts'],
  bench: ['index'],
  runtime: ['index'],
};

const common = {
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
  removeNodeProtocol: false,
  // Every package's name, and no path: tsup itself knows the root's dependencies only, not each package's own.
  external: [/^(?![./]|packages\/)/],
} satisfies Options;

export default defineConfig([
  ...Object.entries(entries).map(
    ([name, files]): Options => ({
      ...common,
      name,
      entry: files.map((file) => `packages/${name}/src/${file}.ts`),
      outDir: `packages/${name}/dist`,
      format: ['esm', 'cjs'],
      // `import.meta.url` in CommonJS: where the embedded model lies, and optional packages.
      shims: name === 'bench' || name === 'runtime',
      // `npm start` needs no type declarations, and they take most of the build's time.
      // tsup 8.5.1 itself injects `baseUrl`, hence ignoreDeprecations.
      dts: process.env.DSRA_NO_DTS ? false : { compilerOptions: { ignoreDeprecations: '6.0' } },
    }),
  ),
  {
    ...common,
    name: 'bench-cli',
    platform: 'node',
    entry: { cli: 'packages/bench/src/cli.ts' },
    outDir: 'packages/bench/dist',
    format: ['esm'],
  },
]);
