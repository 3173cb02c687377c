import { describe, jest } from '@jest/globals';
import { goldenBackends } from '../support/goldenBackends';
import { testRecordedRuns } from '../support/recordedSteps';

// Seconds on a free machine.
jest.setTimeout(120_000);

describe.each(goldenBackends.filter((backend) => backend !== 'cpu'))('on %s', (backend) => {
  testRecordedRuns(backend, { chunked: backend === 'wasm-rerouted' });
});
