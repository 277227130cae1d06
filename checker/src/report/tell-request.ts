import { STATUS_CODES } from 'node:http';
import type { Step } from '../judge/observation.ts';
import { commandLines } from './command-lines.ts';
import { hang } from './layout.ts';
import { margin, type Pen } from './pen.ts';
import { quote } from './quote.ts';
import { sanitizeLine } from './sanitize.ts';
import { inner, lead, shellWord, tellExcerpt } from './tell-excerpt.ts';

type Request = Extract<Step, { kind: 'request' }>;

/** A request as curl would send it, and what came back. `$URL` is where the learner's own service listens. */
export function tellRequest(step: Request, pen: Pen): string[] {
  const [first = '', ...rest] = commandLines(curl(step, pen), pen.columns, `${lead}$ `, `${inner}${margin}`);
  return [pen.chalk.bold(first), ...rest.map((line) => pen.chalk.bold(line)), ...tellAnswer(step, pen)];
}

function curl({ method, target, headers, body }: Request, pen: Pen): string[] {
  const usual = body === null ? 'GET' : 'POST';
  return [
    'curl',
    '-i',
    ...(method === 'HEAD' ? ['-I'] : method === usual ? [] : ['-X', quote(method)]),
    // curl would otherwise tidy up what was sent on purpose.
    ...(/\/\.|\/\//.test(target) ? ['--path-as-is'] : []),
    `"$URL"${target === '/' ? '/' : quote(target)}`,
    ...headers.flatMap(([name, value]) => ['-H', shellWord(`${name}: ${value}`, pen)]),
    ...(body === null ? [] : ['-d', shellWord(body.text, pen)]),
  ];
}

function tellAnswer({ method, answer }: Request, pen: Pen): string[] {
  if (answer.kind === 'none') return hang(sanitizeLine(answer.why), pen.columns, inner);
  const reason = STATUS_CODES[answer.status];
  return [
    `${inner}${answer.status}${reason === undefined ? '' : ` ${reason}`}`,
    ...answer.headers
      .filter(([name]) => pen.verbose || !unremarkable.has(name))
      .flatMap(([name, value]) => hang(sanitizeLine(`${name}: ${value}`), pen.columns, inner)),
    ...(method === 'HEAD' || answer.body.bytes === 0 ? [] : tellExcerpt('', answer.body, pen)),
  ];
}

/** Headers that Node adds to every response by itself. */
const unremarkable: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);
