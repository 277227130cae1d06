import type { Observation } from '../../judge/observation.ts';
import { observe, run } from './steps.ts';

/** Clears screens, sets titles, reorders, hides, closes tags: what a submission might print. */
export const hostileText =
  '\u001b]0;owned\u0007\u001b[2J\u009b2J\u202e\r\t\u0000\ud800 \u2028\ufeff\uffff]]></failure><testcase name="forged"/>&amp;"\'';

/** Hostile text in every place that a submission can reach, and in every other. */
export const hostileObservation: Observation = observe({
  promise: hostileText,
  did: [
    run([hostileText], 0, {
      env: { A: hostileText },
      stdin: hostileText,
      stdout: hostileText,
      stderr: { text: hostileText, bytes: 2_000_000, cut: true },
    }),
    {
      kind: 'file',
      action: hostileText,
      path: hostileText,
      text: { text: hostileText, bytes: 9, cut: true },
    },
    { kind: 'call', method: hostileText, params: hostileText, result: hostileText },
    { kind: 'signal', signal: hostileText, when: hostileText },
    { kind: 'note', text: hostileText },
  ],
  expected: `x to be ${JSON.stringify(`${hostileText}\n${hostileText}`)}`,
  saw: JSON.stringify(`${hostileText}\nx`),
  look: hostileText,
  places: [{ file: hostileText, line: 1, text: hostileText }],
  trace: [{ atMs: 1, lane: hostileText, event: hostileText, broken: true }],
  limits: [{ limit: 'output', figure: hostileText }],
});
