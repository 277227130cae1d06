import type { Outcome, Report } from './schema.ts';

/** 0 all passed (what could not run here spoils nothing), 1 a requirement failed, 3 inconclusive, 130 interrupted. */
export function exitCode(report: Pick<Report, 'outcome'>): 0 | 1 | 3 | 130 {
  return codes[report.outcome];
}

const codes = { passed: 0, failed: 1, inconclusive: 3, interrupted: 130 } as const satisfies Record<
  Outcome,
  number
>;
