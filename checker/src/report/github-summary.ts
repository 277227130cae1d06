import { type Entry, isJudged, type JudgedEntry, pathOf } from './entry.ts';
import { codeBlock, codeCell } from './markdown-code.ts';
import { notCounted, tellUnjudged, verdictText } from './plain-verdict.ts';
import { sanitizeLine } from './sanitize.ts';
import type { Report, ReportedRequirement } from './schema.ts';

/**
 * The summary of a GitHub job, in Markdown: of one submission a table of its requirements and every failure whole, of a class
 * a row a submission. Whatever came from outside stands in code, where GitHub sees neither markup nor names of users.
 *
 * GitHub takes at most 1 MiB a step and drops all of a larger one: failures that have no room are counted instead.
 */
export function renderSummary(entries: readonly Entry[]): string {
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && isJudged(first)) return oneSubmission(first);
  return manySubmissions(entries);
}

function oneSubmission(entry: JudgedEntry): string {
  const { report } = entry;
  const { points, requirements } = report;
  const unjudged = tellUnjudged(points);
  const head = [
    `## ${codeCell(pathOf(entry).join('/'))}: ${points.earned} of ${points.possible} points`,
    '',
    ...(unjudged === null ? [] : [unjudged, '']),
    '| requirement | verdict | points |',
    '| --- | --- | ---: |',
    ...requirements.map(requirementRow),
    '',
  ];
  return withinLimit(
    head,
    requirements
      .filter(({ verdict }) => verdict.kind !== 'passed' && verdict.kind !== 'blocked')
      .map((requirement) => details(report, requirement)),
    provenance(report),
  );
}

function requirementRow({ slug, verdict, points }: ReportedRequirement): string {
  const why = verdict.kind === 'blocked' ? ` by ${codeCell(verdict.by)}` : '';
  const counted =
    points.judged === 0 && points.possible > 0 ? notCounted : `${points.earned}/${points.possible}`;
  return `| ${codeCell(slug)} | ${symbols[verdict.kind]} ${verdict.kind}${why} | ${counted} |`;
}

const symbols = {
  passed: '✅',
  failed: '❌',
  blocked: '⛔',
  inconclusive: '⚠️',
  'not-run': '➖',
} as const satisfies Record<ReportedRequirement['verdict']['kind'], string>;

function details({ exercise }: Report, requirement: ReportedRequirement): string[] {
  const text = verdictText(exercise.id, requirement);
  return [
    `### ${codeCell(requirement.slug)}`,
    '',
    ...codeBlock(
      text.length <= longest ? text : `${text.slice(0, longest)}\n… cut here; the JSON has the rest`,
    ),
    '',
  ];
}
const longest = 20_000;

function provenance({ provenance: facts, seed, startedAt }: Report): string[] {
  const { snapshot, course, checker, isolation } = facts;
  return [
    ...codeBlock(
      [
        `submission ${snapshot}`,
        `course     ${course}`,
        `checker    ${checker}, isolation ${isolation}, seed ${seed}, ${startedAt}`,
      ]
        .map(sanitizeLine)
        .join('\n'),
    ),
    '',
  ];
}

function manySubmissions(entries: readonly Entry[]): string {
  const judged = entries.filter(isJudged).length;
  return withinLimit(
    [
      `## ${judged} of ${entries.length} submissions were judged`,
      '',
      '| submission | outcome | points | failed |',
      '| --- | --- | ---: | --- |',
    ],
    entries.map((entry) => [submissionRow(entry)]),
    [],
  );
}

function submissionRow(entry: Entry): string {
  if (!isJudged(entry)) {
    const { submission, kind, message } = entry;
    return `| ${codeCell(submission)} | ➖ ${kind} | | ${codeCell(message)} |`;
  }
  const { points, outcome, requirements } = entry.report;
  const failed = requirements
    .filter(({ verdict }) => verdict.kind === 'failed')
    .map(({ slug }) => codeCell(slug));
  const judged = points.judged < points.possible ? ` (${points.judged} judged)` : '';
  const told = `${points.earned}/${points.possible}${judged}`;
  return `| ${codeCell(pathOf(entry).join('/'))} | ${outcome} | ${told} | ${failed.join(' ')} |`;
}

/** GitHub's limit is 1 MiB; other steps of the same job have their own. */
const mostBytes = 900 * 1024;

function withinLimit(
  head: readonly string[],
  parts: readonly (readonly string[])[],
  tail: readonly string[],
): string {
  const bytesOf = (lines: readonly string[]) => Buffer.byteLength(lines.join('\n')) + 1;
  let bytes = bytesOf(head) + bytesOf(tail);
  const fitting = parts.findIndex((part) => {
    bytes += bytesOf(part);
    return bytes > mostBytes;
  });
  const shown = fitting === -1 ? parts : parts.slice(0, fitting);
  const left = parts.length - shown.length;
  const more = left === 0 ? [] : ['', `${left} more have no room here.`, ''];
  return [...head, ...shown.flat(), ...more, ...tail, ''].join('\n');
}
