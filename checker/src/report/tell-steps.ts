import type { Ending, Step } from '../judge/observation.ts';
import { commandLines } from './command-lines.ts';
import { hang } from './layout.ts';
import { brief, margin, type Pen } from './pen.ts';
import { tellCount, tellDuration } from './quantities.ts';
import { quote } from './quote.ts';
import { sanitizeLine } from './sanitize.ts';
import { inner, lead, shellWord, tellExcerpt } from './tell-excerpt.ts';
import { tellRequest } from './tell-request.ts';

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
const longestValue = 160;

function tellStep(step: Step, pen: Pen): string[] {
  switch (step.kind) {
    case 'run':
      return tellRun(step, pen);
    case 'request':
      return [...(step.to === undefined ? [] : comment(`to ${step.to}:`, pen)), ...tellRequest(step, pen)];
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
  const environment = Object.entries(step.env).map(([name, value]) => `${name}=${tellValue(value, pen)}`);
  const words = [
    ...environment,
    // Ours, and one word or several: `node src/migrate.ts`.
    ...step.program.split(' ').map(quote),
    ...step.args.map((argument) => shellWord(argument, pen)),
  ];
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

/** Of a variable: a URL is no use without its end. */
function tellValue(value: string, pen: Pen): string {
  return value.length <= longestValue ? quote(value) : shellWord(value, pen);
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
