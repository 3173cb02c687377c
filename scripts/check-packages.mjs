// Packs every package and uses the tarballs as a consumer would: ESM, CommonJS, the type checker in both module
// systems, the command line, and a browser bundle with a byte ceiling. Needs `npm run build` first.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const packages = ['core', 'clip', 'prompts', 'runtime', 'bench'];
/** Our own code in a browser page, without TensorFlow.js: what a page pays for teaching CLIP. */
const BROWSER_CEILING = 400_000;

const folder = mkdtempSync(join(tmpdir(), 'dsra-consumer-'));
const run = (command, args, options = {}) =>
  execFileSync(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    ...options,
  });
const write = (name, text) => writeFileSync(join(folder, name), text);
const check = (title, action) => {
  action();
  console.log(`ok  ${title}`);
};

const tarballs = packages.map((name) => {
  const source = join(root, 'packages', name);
  run(join(root, 'node_modules/.bin/publint'), ['run', source, '--strict'], { cwd: root });
  const [{ filename }] = JSON.parse(run('npm', ['pack', source, '--json', '--pack-destination', folder]));
  return `file:${join(folder, filename)}`;
});
console.log(`ok  publint and npm pack: ${packages.join(', ')}`);

write('.npmrc', 'ignore-scripts=true\n');
const dependencies = Object.fromEntries(packages.map((name, i) => [`@dsra/${name}`, tarballs[i]]));
write('package.json', JSON.stringify({ name: 'consumer', private: true, dependencies }));
check('npm install of the tarballs', () =>
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']),
);

const uses = [
  ['core', ['dualShared', 'mersenneTwister', 'decodeSafetensors']],
  ['core/node', ['openSafetensors', 'writeFilesAtomically']],
  ['clip', ['createClip', 'mergeAdapters', 'zeroShotClassifier']],
  ['clip/node', ['loadClip', 'saveClip', 'readPicture']],
  ['prompts', ['fit', 'combine', 'dsra', 'zeroShot']],
  ['prompts/parts', ['learnedContext', 'deepVisionPrompts', 'gaussianAverage']],
  ['runtime', ['useBackend']],
];
write(
  'esm.mjs',
  uses
    .map(
      ([id, names]) => `import { ${names.join(', ')} } from '@dsra/${id}';
for (const [name, f] of Object.entries({ ${names.join(', ')} })) if (typeof f !== 'function') throw new Error(\`${id}: \${name}\`);
`,
    )
    .join(''),
);
check('ESM import of every entry', () => run('node', ['esm.mjs']));

write(
  'cjs.cjs',
  uses
    .map(
      ([id, names]) =>
        `for (const name of ${JSON.stringify(names)}) if (typeof require('@dsra/${id}')[name] !== 'function') throw new Error('${id}: ' + name);\n`,
    )
    .join(''),
);
check('CommonJS require of every entry', () => run('node', ['cjs.cjs']));

const typed = `import * as tf from '@tensorflow/tfjs';
import { combine, dsra, type Method } from '@dsra/prompts';
import { mergeIntoLinear, dualSharedAdapter, type Adapter, type Linear } from '@dsra/core';
import type { Clip } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
export const method: Method = combine({ dsra: dsra({ rank: 4 }) });
export const clip: Promise<Clip> = loadClip('./model');
const linear: Linear = { kernel: tf.zeros([2, 2]) };
export const merged = mergeIntoLinear(dualSharedAdapter(tf.zeros([2, 1]), tf.zeros([1])), linear);
declare const bottleneck: Adapter;
// @ts-expect-error an adapter that is not linear cannot be merged
mergeIntoLinear(bottleneck, linear);
`;
write('typed.mts', typed);
write('typed.cts', typed);
for (const [moduleKind, resolution, file] of [
  ['nodenext', 'nodenext', 'typed.mts'],
  ['nodenext', 'nodenext', 'typed.cts'],
  ['esnext', 'bundler', 'typed.mts'],
]) {
  check(`types under ${resolution}, ${file}`, () =>
    run(
      join(root, 'node_modules/.bin/tsc'),
      [
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        '--target',
        'es2022',
        '--lib',
        'es2022,dom',
        '--module',
        moduleKind,
        '--moduleResolution',
        resolution,
        file,
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    ),
  );
}

check('the installed command', () => {
  const info = JSON.parse(
    run(join(folder, 'node_modules/.bin/dsra'), ['info', '--backbone', 'ViT-B/16', '--json']),
  );
  if (info.trainableParameters !== 128_600)
    throw new Error(`ViT-B/16: ${info.trainableParameters} parameters, not 128600`);
});

write(
  'page.js',
  `export { fit, dsra, combine } from '@dsra/prompts';
export { loadClip, readPicture } from '@dsra/clip/browser';
export { useBackend } from '@dsra/runtime';
`,
);
check('a browser bundle', () => {
  const [tsupEsbuild] = [
    'node_modules/esbuild/bin/esbuild',
    'node_modules/tsup/node_modules/esbuild/bin/esbuild',
  ]
    .map((path) => join(root, path))
    .filter((path) => statSync(path, { throwIfNoEntry: false }));
  run(tsupEsbuild, [
    'page.js',
    '--bundle',
    '--format=esm',
    '--platform=browser',
    '--minify',
    '--outfile=bundle.js',
    '--external:@tensorflow/*',
    '--log-level=error',
  ]);
  const { size } = statSync(join(folder, 'bundle.js'));
  console.log(
    `    ${(size / 1000).toFixed(0)} kB without TensorFlow.js, ceiling ${BROWSER_CEILING / 1000} kB`,
  );
  if (size > BROWSER_CEILING) throw new Error('the browser bundle grew over its ceiling');
});

rmSync(folder, { recursive: true, force: true });
