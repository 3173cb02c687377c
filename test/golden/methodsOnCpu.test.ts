import { describe, jest } from '@jest/globals';
import { testRecordedRuns } from '../support/recordedSteps';

// The plainest backend is the slowest by far: a file of its own, so that it runs beside the others.
jest.setTimeout(120_000);

describe('on cpu', () => {
  testRecordedRuns('cpu');
});
