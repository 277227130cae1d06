import { sanitizeLine } from '../report/sanitize.ts';
import type { CourseVerdict, FileVerification } from './verification.ts';

/** What `verify` says of one file, for people. */
export function tellVerification(result: FileVerification): string {
  if (!result.valid) return lines([['invalid', result.file]], [['why', result.why]]);
  const { file, keyId, folder, course, covers } = result;
  const { points, provenance } = covers;
  const services = provenance.services ?? [];
  return lines(
    [['valid', file]],
    [
      ['key', keyId],
      ['signed', covers.signedAt],
      ...(covers.submission === null ? [] : [pair('submission', covers.submission)]),
      [
        'verdict',
        `${covers.exercise}: ${covers.outcome}, ${points.earned} of ${points.judged} judged of ${points.possible} points${covers.scope === 'part' ? '; only some requirements were asked for' : ''}`,
      ],
      ['judged', `${covers.startedAt}, seed ${covers.seed}`],
      ['files', provenance.snapshot],
      ...(folder === null ? [] : [pair('folder', tellFolder(folder))]),
      ['course', `${provenance.course} ${courseWords[course]}`],
      ['checker', `${provenance.checker}${digest(provenance.checkerDigest)}, Node ${provenance.node}`],
      ['isolation', provenance.isolation],
      ...services.map(({ name, told, image }) => pair(name, `${told}${digest(image)}`)),
      ...provenance.weaknesses.map((weakness) => pair('weakness', weakness)),
    ],
  );
}

type Pair = readonly [string, string];

function pair(name: string, value: string): Pair {
  return [name, value];
}

function lines(head: readonly Pair[], rest: readonly Pair[]): string {
  const told = [
    ...head.map(([name, value]) => `${name}: ${sanitizeLine(value)}`),
    ...rest.map(([name, value]) => `  ${name.padEnd(11)}${sanitizeLine(value)}`),
  ];
  return `${told.join('\n')}\n`;
}

function digest(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}

function tellFolder({ path, digest: found, isWhatWasJudged }: NonNullable<Judged['folder']>): string {
  return isWhatWasJudged
    ? `${path} is what was judged`
    : `${path} is NOT what was judged: its files give ${found}`;
}

type Judged = Extract<FileVerification, { valid: true }>;

const courseWords: Readonly<Record<CourseVerdict, string>> = {
  same: '(the same as here)',
  different: '(another than here)',
  'not-here': '(not here to compare)',
};
