import type { Ending, Excerpt, Step } from '../judge/observation.ts';
import { commandLines } from './command-lines.ts';
import { cut, fold, hang, spaces } from './layout.ts';
import { brief, margin, type Pen } from './pen.ts';
import { tellBytes, tellCount, tellDuration } from './quantities.ts';
import { quote } from './quote.ts';
import { sanitize, sanitizeLine } from './sanitize.ts';

/** What the judge did, as a transcript that can be typed again: commands after `$`, everything else as a comment. */
export function tellSteps(steps: readonly Step[], pen: Pen): string[] {
  const most = pen.verbose ? Number.POSITIVE_INFINITY : mostSteps;
  if (steps.length <= most) return steps.flatMap((step) => tellStep(step, pen));
  const left = steps.length - most;
  return [
    ...steps.slice(0, 2).flatMap((step) => tellStep(step, pen)),
    `${lead}${pen.ellipsis} ${tellCount(left, 'more step')} (-v shows them)`,
    ...steps.slice(2 + left).flatMap((step) => tellStep(step, pen)),
  ];
}

const mostSteps = 8;
/** Arguments, and lines of output, that are shown of each step unless everything is asked for. */
const argumentColumns = 60;
const outputLines = { head: 6, tail: 3 };
const lead = margin + margin;
const inner = lead + margin;

function tellStep(step: Step, pen: Pen): string[] {
  switch (step.kind) {
    case 'run':
      return tellRun(step, pen);
    case 'file':
      return [
        ...comment(`${step.action} ${step.path}`, pen),
        ...(step.text === null ? [] : tellExcerpt('', step.text, pen)),
      ];
    case 'call':
      return [
        ...hang(sanitizeLine(brief(`${step.method}(${step.params})`, pen)), pen.columns, `${lead}> `, inner),
        ...hang(sanitizeLine(brief(step.result, pen)), pen.columns, `${inner}= `),
      ];
    case 'signal':
      return comment(`sent ${step.signal} ${step.when}`, pen);
    case 'note':
      return comment(step.text, pen);
    default:
      return step satisfies never;
  }
}

function tellRun(step: Extract<Step, { kind: 'run' }>, pen: Pen): string[] {
  const environment = Object.entries(step.env).map(([name, value]) => `${name}=${word(value, pen)}`);
  const words = [...environment, quote(step.program), ...step.args.map((argument) => word(argument, pen))];
  const [first = '', ...rest] = commandLines(words, pen.columns, `${lead}$ `, `${inner}${margin}`);
  return [
    pen.chalk.bold(first),
    ...rest.map((line) => pen.chalk.bold(line)),
    ...(step.stdin === null ? [] : tellExcerpt('stdin', step.stdin, pen)),
    ...(step.stdout.bytes === 0 ? [] : tellExcerpt('stdout', step.stdout, pen)),
    ...(step.stderr.bytes === 0 ? [] : tellExcerpt('stderr', step.stderr, pen)),
    ...hang(
      tellEnding(step.ending) + (step.wallMs < 1000 ? '' : ` (${tellDuration(step.wallMs)} in all)`),
      pen.columns,
      inner,
    ),
  ];
}

function word(argument: string, pen: Pen): string {
  return quote(pen.verbose ? argument : cut(argument, argumentColumns, pen.ellipsis));
}

/** The label stands before the first line, the others under it. */
function tellExcerpt(label: string, excerpt: Excerpt, pen: Pen): string[] {
  const first = label === '' ? inner : `${inner}${label}: `;
  const rest = spaces(first.length);
  if (excerpt.bytes === 0) return [`${first}(empty)`];
  const lines = sanitize(excerpt.text.replace(/\n$/, '')).split('\n');
  const folded = keepEnds(pen.verbose ? lines : leaveOutFrames(lines, pen), pen).flatMap((line) =>
    fold(line, pen.columns - first.length),
  );
  const size = excerpt.cut ? [`(${tellBytes(excerpt.bytes)} in all, shown in part)`] : [];
  return [...folded, ...size.flatMap((line) => fold(line, pen.columns - first.length))].map(
    (line, index) => (index === 0 ? first : rest) + line,
  );
}

/** A stack shows the learner's own frames; those inside Node lead nowhere, and its version says nothing new. */
function leaveOutFrames(lines: readonly string[], pen: Pen): readonly string[] {
  const inside = (line: string | undefined) => line !== undefined && /^\s+at .*\bnode:/.test(line);
  const kept = lines.flatMap((line, index) => {
    if (!inside(line)) return [line];
    return inside(lines[index - 1]) ? [] : [`    ${pen.ellipsis} inside Node`];
  });
  const end = kept.findLastIndex((line) => line !== '' && !/^Node\.js v\d/.test(line));
  return kept.slice(0, end + 1);
}

function keepEnds(lines: readonly string[], pen: Pen): readonly string[] {
  const { head, tail } = outputLines;
  if (pen.verbose || lines.length <= head + tail + 1) return lines;
  const left = tellCount(lines.length - head - tail, 'more line');
  return [...lines.slice(0, head), `${pen.ellipsis} ${left}`, ...lines.slice(-tail)];
}

function comment(text: string, pen: Pen): string[] {
  return hang(sanitizeLine(brief(text, pen)), pen.columns, `${lead}# `);
}

function tellEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'exited':
      return `exit code ${ending.code}`;
    case 'signalled':
      return `ended by ${ending.signal}`;
    case 'killed':
      return ending.why.limit === 'wall'
        ? `still running after ${ending.why.figure}, so it was killed`
        : `killed: over the ${ending.why.limit} limit of ${ending.why.figure}`;
    case 'running':
      return 'still running';
    default:
      return ending satisfies never;
  }
}
