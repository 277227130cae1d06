import { type Entry, isJudged, type JudgedEntry, pathOf } from './entry.ts';
import { notCounted, verdictLine } from './plain-verdict.ts';
import { sanitize } from './sanitize.ts';
import type { ReportedRequirement } from './schema.ts';

export interface AnnotationOptions {
  /** Where the submission lies in the repository that the workflow checked out, with forward slashes; null where elsewhere. */
  readonly folder: string | null;
}

/**
 * Workflow commands that become annotations: an error for each failure, at its first place in the code; a warning for what
 * was inconclusive or could not be judged; a notice with the points. What is blocked is not told again.
 *
 * GitHub shows ten of each kind a step and drops the others without a word, so the tenth says how many more there are. Of a
 * class only the submissions that could not be judged are told: its failures belong into the summary.
 */
export function renderAnnotations(entries: readonly Entry[], { folder }: AnnotationOptions): string {
  const judged = entries.filter(isJudged);
  const [only] = judged;
  const ofRequirements = entries.length === 1 && only !== undefined ? failures(only, folder) : [];
  const unjudged = entries.flatMap((entry) =>
    isJudged(entry) ? [] : [warning(entry.submission, `${entry.kind}: ${entry.message}`)],
  );
  const annotations = [...ofRequirements, ...unjudged];
  const kinds = ['error', 'warning'] as const;
  const shown = kinds.flatMap((kind) => atMost(annotations.filter((each) => each.kind === kind)));
  return [...shown, ...notices(entries)].map(command).join('');
}

interface Annotation {
  readonly kind: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
}

function failures(entry: JudgedEntry, folder: string | null): Annotation[] {
  return entry.report.requirements.flatMap((requirement): Annotation[] => {
    const { slug, verdict } = requirement;
    const title = `${pathOf(entry).join('/')}: ${slug}`;
    const message = messageOf(requirement);
    if (verdict.kind === 'inconclusive') return [warning(title, message)];
    if (verdict.kind !== 'failed') return [];
    const [place] = verdict.observation.places;
    if (place === undefined || folder === null) return [{ kind: 'error', title, message }];
    const { file, line, column } = place;
    const at = { file: folder === '' ? file : `${folder}/${file}`, line };
    return [{ kind: 'error', title, message, ...at, ...(column === undefined ? {} : { col: column }) }];
  });
}

function messageOf(requirement: ReportedRequirement): string {
  const { sentence, reproduce, verdict } = requirement;
  const again = verdict.kind === 'failed' ? `\nAgain: ${reproduce}` : '';
  return `${sentence}\n${cut(verdictLine(requirement) ?? '')}${again}`;
}

/** GitHub cuts an annotation at 64 KiB; nobody reads a tenth of that there. */
function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
const longest = 2000;

function warning(title: string, message: string): Annotation {
  return { kind: 'warning', title, message };
}

const mostOfAKind = 10;

function atMost(annotations: readonly Annotation[]): Annotation[] {
  const last = annotations[mostOfAKind - 1];
  if (last === undefined || annotations.length === mostOfAKind) return [...annotations];
  const left = annotations.length - (mostOfAKind - 1);
  const more = `${left} more are not shown here: the summary of the job has them.`;
  return [...annotations.slice(0, mostOfAKind - 1), { kind: last.kind, title: 'and more', message: more }];
}

function notices(entries: readonly Entry[]): Annotation[] {
  if (entries.length > 1) {
    const judged = entries.filter(isJudged).length;
    const message = `${judged} of ${entries.length} submissions were judged.`;
    return [{ kind: 'notice', title: 'backend-workbook', message }];
  }
  return entries.filter(isJudged).map((entry) => {
    const { points } = entry.report;
    const left =
      points.judged < points.possible
        ? `; ${points.judged} could be judged, and the others are ${notCounted}`
        : '';
    return {
      kind: 'notice',
      title: pathOf(entry).join('/'),
      message: `${points.earned} of ${points.possible} points${left}`,
    };
  });
}

function command({ kind, message, ...properties }: Annotation): string {
  const { file, line, col, title } = properties;
  const named = Object.entries({ file, line, col, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(sanitize(String(value)))}`);
  return `::${kind} ${named.join(',')}::${escapeData(sanitize(message))}\n`;
}

/** As the toolkit escapes them, and the runner reads them (actions/runner, ActionCommand.cs). */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
