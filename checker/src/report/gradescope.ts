import { type Entry, isJudged, type JudgedEntry } from './entry.ts';
import type { GradescopeResults } from './gradescope-schema.ts';
import { escapeInvisible } from './json.ts';
import { tellUnjudged, verdictLine, verdictText } from './plain-verdict.ts';
import { sanitize } from './sanitize.ts';
import type { ReportedRequirement } from './schema.ts';

/**
 * `results.json` for Gradescope, which takes one submission at a time. The assignment's total is set there and cannot shrink
 * with what was judged: where some points were not, the output says so, and `extra_data` has all three figures.
 */
export function renderGradescope(entry: Entry): string {
  return `${escapeInvisible(JSON.stringify(isJudged(entry) ? results(entry) : unjudged(entry.message), null, 2))}\n`;
}

function results({ report }: JudgedEntry): GradescopeResults {
  const { exercise, points, counts, durationMs, seed, outcome, provenance, requirements } = report;
  const output = [
    `${exercise.id}: ${points.earned} of ${points.possible} points, ${counts.passed} of ${requirements.length} requirements passed.`,
    tellUnjudged(points),
  ];
  return {
    score: points.earned,
    execution_time: Math.round(durationMs / 1000),
    output: sanitize(output.filter((line) => line !== null).join('\n')),
    ...plainText,
    tests: requirements.map((requirement) => testOf(exercise.id, requirement)),
    extra_data: { exercise: exercise.id, outcome, points, seed, provenance },
  };
}

/** Nothing is to be read as markup, and what the grading machine prints is not for learners. */
const plainText = {
  output_format: 'text',
  test_output_format: 'text',
  test_name_format: 'text',
  visibility: 'visible',
  stdout_visibility: 'hidden',
} as const;

function testOf(exercise: string, requirement: ReportedRequirement): GradescopeResults['tests'][number] {
  const { slug, sentence, tier, group, points, verdict, seed } = requirement;
  const told = verdict.kind === 'failed' ? verdictText(exercise, requirement) : verdictLine(requirement);
  return {
    name: sanitize(group === null ? slug : `${group}: ${slug}`),
    score: points.earned,
    // What was not judged has no maximum: a total of the tests would charge the learner for it.
    max_score: points.judged,
    status: verdict.kind === 'passed' ? 'passed' : 'failed',
    output: sanitize(told === null ? sentence : `${sentence}\n\n${told}`),
    tags: [tier, verdict.kind],
    visibility: 'visible',
    extra_data: { requirement: slug, verdict: verdict.kind, points, seed },
  };
}

function unjudged(message: string): GradescopeResults {
  return {
    score: 0,
    output: sanitize(`This submission could not be judged: ${message}`),
    ...plainText,
    tests: [],
  };
}
