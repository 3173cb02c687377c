import { describe, jest } from '@jest/globals';
import { goldenBackends } from '../support/goldenBackends';
import { recordedRuns } from '../support/recordedRuns';
import { testRecordedRuns } from '../support/recordedSteps';

// Seconds on a free machine.
jest.setTimeout(120_000);

for (const line of recordedRuns().skipped) process.stderr.write(`golden methods: skipped ${line}\n`);

describe.each(goldenBackends.filter((backend) => backend !== 'cpu'))('on %s', (backend) => {
  testRecordedRuns(backend, { chunked: backend === 'wasm-rerouted' });
});
