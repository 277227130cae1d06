import { isSafe } from '../../../report/sanitize.ts';
import type { Prize } from './attack.ts';
import type { Judged } from './judged.ts';
import type { Stage } from './stage.ts';

export interface Breach {
  readonly prize: Prize;
  readonly told: string;
}

const MiB = 2 ** 20;
/**
 * What tells an excess from the limits of the trial exercises (256 MiB, 24 processes with 16 threads each, 256 files): some
 * room above each, since they are watched ten times a second and the kernel's own lie a little higher. What a box may write
 * is 512 MiB of files, and twice 64 MiB in /tmp and /dev/shm.
 */
const most = {
  memory: 400 * MiB,
  processes: 24 * 16 + 20,
  openFiles: 300,
  written: 700 * MiB,
  files: 80_000,
  judge: 1024 * MiB,
  report: 2 * MiB,
};
/** Points that the harmless submission is given. */
const honest = 50;

/** Everything that an attack has got, whatever it was after. */
export function findBreaches(judged: Judged, stage: Stage, changed: readonly string[]): readonly Breach[] {
  const heard = [...judged.texts, ...judged.said, stage.ears.text()];
  const secrets = [...stage.secrets].filter(([, value]) => heard.some((text) => text.includes(value)));
  const calls = [...new Set(stage.ears.heard)];
  return [
    ...secrets.map(([place]) => ({ prize: 'read' as const, told: `a secret came out: ${place}` })),
    ...changed.map((path) => ({ prize: 'write' as const, told: `changed: ${path}` })),
    ...calls.map((name) => ({ prize: 'connect' as const, told: `reached: ${name}` })),
    ...(judged.survivors > 0
      ? [{ prize: 'survive' as const, told: `${judged.survivors} processes are left` }]
      : []),
    ...findPoints(judged),
    ...findTrouble(judged),
    ...findExcess(judged),
    ...(carried(judged.said) ? [{ prize: 'carry' as const, told: 'the next box found what it left' }] : []),
    ...(judged.shown.some((text) => !isSafe(text))
      ? [{ prize: 'text' as const, told: 'control characters came through' }]
      : []),
    ...(judged.seen.ownUsers
      ? [{ prize: 'rights' as const, told: 'it has a namespace of users of its own' }]
      : []),
  ];
}

function findPoints({ ending, unearned }: Judged): Breach[] {
  const earned = ending.kind === 'report' ? ending.report.points.earned : 0;
  if (unearned) return [{ prize: 'points', told: 'a requirement passed that nobody can keep' }];
  return earned > honest ? [{ prize: 'points', told: `${earned} points` }] : [];
}

function findTrouble({ ending }: Judged): Breach[] {
  if (ending.kind === 'refused') return [];
  if (ending.kind === 'broken') return [{ prize: 'judge', told: ending.why }];
  const { requirements, outcome } = ending.report;
  const undecided = requirements.filter(
    ({ verdict: { kind } }) => kind === 'inconclusive' || kind === 'not-run',
  );
  if (requirements.length !== 3) return [{ prize: 'judge', told: `${requirements.length} verdicts of 3` }];
  if (outcome === 'interrupted') return [{ prize: 'judge', told: 'the judge was stopped' }];
  return undecided.map(({ slug, verdict }) => ({
    prize: 'judge',
    told: `${slug} is ${verdict.kind}: ${'cause' in verdict ? verdict.cause.slice(0, 200) : ''}`,
  }));
}

function findExcess({ seen, texts }: Judged): Breach[] {
  const excess = (what: string, amount: number, limit: number, unit = 1) =>
    amount <= limit ? [] : [{ prize: 'exceed' as const, told: `${Math.round(amount / unit)} ${what}` }];
  return [
    ...excess('MiB of memory', seen.memoryBytes, most.memory, MiB),
    ...excess('threads', seen.threads, most.processes),
    ...excess('open files', seen.openFiles, most.openFiles),
    ...excess('MiB written', seen.writtenBytes, most.written, MiB),
    ...excess('files', seen.files, most.files),
    ...excess('MiB of memory of the judge', seen.judgeBytes, most.judge, MiB),
    ...excess(
      'MiB of reports',
      texts.reduce((sum, text) => sum + text.length, 0),
      most.report,
      MiB,
    ),
  ];
}

/** `left <nonce>` in the first, and `found` the same in the second. */
function carried([first, second]: readonly [string, string]): boolean {
  const left = [...first.matchAll(/left ([0-9a-f]{8,})/g)].map(([, nonce]) => nonce);
  return left.some((nonce) => second.includes(`found ${nonce}`));
}
