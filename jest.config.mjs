export default {
  // Without this jest leaves one core idle: on two cores half of the machine.
  maxWorkers: '100%',
  // A test that hangs fails; one on a busy machine, at a fifth of its speed, does not.
  testTimeout: 60_000,
  testEnvironment: './test/jest.environment.cjs',
  roots: ['<rootDir>/packages', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // `npm run test:slow` runs these.
  testPathIgnorePatterns: process.env.DSRA_SLOW ? [] : ['\\.slow\\.test\\.ts$'],
  setupFiles: ['<rootDir>/test/jest.setup.cjs'],
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/packages/[^/]+/dist/'],
  moduleNameMapper: {
    '^@dsra/([^/]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^@dsra/([^/]+)/([^/]+)$': '<rootDir>/packages/$1/src/$2.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
};
