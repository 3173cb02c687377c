/** bench → prompts → clip → core; runtime knows none of them. Node built-ins only behind node entry points. */
const layer = (name, ...forbidden) => ({
  name: `${name}-knows-nothing-above-it`,
  severity: 'error',
  from: { path: `^packages/${name}/src/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^packages/(${forbidden.join('|')})/` },
});

module.exports = {
  forbidden: [
    layer('core', 'clip', 'prompts', 'bench', 'runtime'),
    layer('clip', 'prompts', 'bench', 'runtime'),
    layer('prompts', 'bench', 'runtime'),
    layer('runtime', 'core', 'clip', 'prompts', 'bench'),
    {
      name: 'only-the-command-line-knows-commands',
      severity: 'error',
      from: { path: '^packages/bench/src/[^/]+/', pathNot: '^packages/bench/src/commands/' },
      to: { path: '^packages/bench/src/commands/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'node-built-ins-only-behind-node-entries',
      severity: 'error',
      from: {
        path: '^packages/(core|clip|prompts)/src/',
        pathNot: ['\\.test\\.ts$', '/node\\.ts$', '/node/', '/testing/'],
      },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
