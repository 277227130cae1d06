import { expect, test } from 'vitest';
import { crowdedPool } from './samples/traces.ts';
import { parseTraceFile, type TraceFile } from './trace-file.ts';

const kept: TraceFile = {
  format: 'backend-workbook-trace',
  version: 1,
  exercise: 'worker-pool',
  requirement: 'bounded',
  recordedAt: '2026-03-01T10:00:00.000Z',
  seed: 7,
  snapshot: 'abc',
  promise: 'Never more than two at once.',
  expected: 'two',
  saw: 'three',
  ...crowdedPool,
};

test('what was written is what is read', () => {
  expect(parseTraceFile(JSON.stringify(kept), 'bounded.json')).toEqual(kept);
});

test.each([
  ['half a file', JSON.stringify(kept).slice(0, 200), 'it is not JSON'],
  ['a later version', JSON.stringify({ ...kept, version: 2 }), 'version'],
  ['an event without a lane', JSON.stringify({ ...kept, trace: [{ atMs: 1, event: 'x' }] }), 'trace.0.lane'],
])('%s is refused, with its name and place', (_, text, place) => {
  expect(() => parseTraceFile(text, 'bounded.json')).toThrow(
    expect.objectContaining({
      code: 'TRACE_DAMAGED',
      message: expect.stringContaining(`bounded.json is no timeline of ours: ${place}`),
    }),
  );
});
