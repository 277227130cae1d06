import { stringify } from 'csv-stringify/sync';
import { type Entry, isJudged } from './entry.ts';
import { notCounted } from './plain-verdict.ts';
import { sanitizeLine } from './sanitize.ts';
import type { Report } from './schema.ts';

/**
 * A gradebook as RFC 4180 has it: one row a submission and exercise. A requirement's column holds its verdict; where there
 * are several exercises its name is `exercise/requirement`.
 *
 * A cell that a spreadsheet would take for a formula begins with `'`
 * (https://owasp.org/www-community/attacks/CSV_Injection): names of submissions are often chosen by their authors.
 */
export function renderCsv(entries: readonly Entry[]): string {
  const reports = entries.filter(isJudged).map(({ report }) => report);
  const severalExercises = new Set(reports.map(({ exercise }) => exercise.id)).size > 1;
  const nameOf = (report: Report, slug: string) =>
    severalExercises ? `${report.exercise.id}/${slug}` : slug;
  const requirements = [
    ...new Set(reports.flatMap((report) => report.requirements.map(({ slug }) => nameOf(report, slug)))),
  ];
  const rows = entries.map((entry) => {
    if (!isJudged(entry)) {
      const { submission, kind, message } = entry;
      return [
        submission,
        '',
        kind,
        ...figures.map(() => ''),
        ...requirements.map(() => ''),
        '',
        '',
        '',
        message,
      ];
    }
    const { submission, report } = entry;
    const verdicts = new Map(
      report.requirements.map(({ slug, verdict }) => [nameOf(report, slug), verdict.kind]),
    );
    return [
      submission,
      report.exercise.id,
      report.outcome,
      ...figures.map(({ of }) => of(report)),
      ...requirements.map((name) => verdicts.get(name) ?? ''),
      report.provenance.isolation,
      report.provenance.snapshot,
      report.seed,
      noteOf(report),
    ];
  });
  const header = [
    'submission',
    'exercise',
    'outcome',
    ...figures.map(({ name }) => name),
    ...requirements,
    'isolation',
    'digest',
    'seed',
    'note',
  ];
  const cells = [header, ...rows].map((row) =>
    row.map((cell) => (typeof cell === 'string' ? inOneCell(cell) : cell)),
  );
  return stringify(cells, { record_delimiter: 'windows', escape_formulas: true });
}

/** Where the semicolon separates, as in half of Europe, Excel begins a cell behind one, and with it perhaps a formula. */
function inOneCell(text: string): string {
  return sanitizeLine(text).replace(/;(?=["'\s]*[=+\-@\uff1d\uff0b\uff0d\uff20])/g, ";'");
}

/** `judged` beside `possible`: a mark is fair where both are the same, or as their ratio. */
const figures: readonly { readonly name: string; of(report: Report): number }[] = [
  { name: 'earned', of: ({ points }) => points.earned },
  { name: 'judged', of: ({ points }) => points.judged },
  { name: 'possible', of: ({ points }) => points.possible },
  { name: 'core', of: ({ points }) => points.core.earned },
  { name: 'stretch', of: ({ points }) => points.stretch.earned },
];

function noteOf({ points, scope, outcome }: Report): string {
  const notes = [
    points.judged < points.possible
      ? `${Math.round((points.possible - points.judged) * 100) / 100} points were not judged and are ${notCounted}`
      : null,
    scope === 'part' ? 'only some requirements were asked for' : null,
    outcome === 'interrupted' ? 'the judging was stopped' : null,
  ];
  return notes.filter((note) => note !== null).join('; ');
}
