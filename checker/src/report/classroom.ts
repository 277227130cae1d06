import { type Entry, isJudged, type JudgedEntry } from './entry.ts';
import { verdictLine } from './plain-verdict.ts';
import { sanitize } from './sanitize.ts';
import type { Report, ReportedRequirement } from './schema.ts';

/** What the action classroom-resources/autograding-grading-reporter reads from `<RUNNER>_RESULTS`, before its base64. */
export interface ClassroomResult {
  readonly version: 1;
  readonly status: Status;
  readonly max_score: number;
  readonly tests: readonly ClassroomTest[];
}

export interface ClassroomTest {
  readonly name: string;
  readonly status: Status;
  readonly score: number;
  readonly message: string | null;
  readonly test_code: string;
  readonly filename: string;
  readonly line_no: number;
  /** Milliseconds, as its graders tell it. */
  readonly execution_time: number;
}

type Status = 'pass' | 'fail' | 'error';

/**
 * The result of GitHub Classroom's autograding, in base64 and on one line. It takes one submission at a time. What was not
 * judged is no part of `max_score`, so that the ratio that Classroom shows charges nobody for it; its status is `error`.
 */
export function renderClassroom(entry: Entry): string {
  const result = isJudged(entry) ? judged(entry) : unjudged(entry.message);
  return Buffer.from(JSON.stringify(result)).toString('base64');
}

function judged({ report }: JudgedEntry): ClassroomResult {
  return {
    version: 1,
    status: statusOf[report.outcome],
    max_score: report.points.judged,
    tests: report.requirements.map(testOf),
  };
}

const statusOf = {
  passed: 'pass',
  failed: 'fail',
  inconclusive: 'error',
  interrupted: 'error',
} as const satisfies Record<Report['outcome'], Status>;

function testOf(requirement: ReportedRequirement): ClassroomTest {
  const { slug, verdict, points, durationMs, reproduce } = requirement;
  const line = verdictLine(requirement);
  const [place] = verdict.kind === 'failed' ? verdict.observation.places : [];
  return {
    name: sanitize(slug),
    status: verdict.kind === 'passed' ? 'pass' : points.judged > 0 ? 'fail' : 'error',
    score: points.earned,
    message: line === null ? null : sanitize(line),
    test_code: sanitize(reproduce),
    filename: sanitize(place?.file ?? ''),
    line_no: place?.line ?? 0,
    execution_time: Math.round(durationMs),
  };
}

function unjudged(message: string): ClassroomResult {
  const test: ClassroomTest = {
    name: 'submission',
    status: 'error',
    score: 0,
    message: sanitize(message),
    test_code: '',
    filename: '',
    line_no: 0,
    execution_time: 0,
  };
  return { version: 1, status: 'error', max_score: 0, tests: [test] };
}
