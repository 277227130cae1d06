import type { Flake, Hole, Proof } from '../judge/prove/proof.ts';
import { hang, screen } from './layout.ts';
import { type Pen, type TerminalOptions, takePen } from './pen.ts';
import { tellDuration } from './quantities.ts';
import { sanitizeLine } from './sanitize.ts';

/** What proving an exercise found, for a terminal: the matrix, then every hole and flake, then the totals. Pure. */
export function renderProof(proof: Proof, options: TerminalOptions): string {
  const pen = takePen(options);
  return screen([
    pen.chalk.bold(`Proof of ${proof.exercise}`),
    '',
    ...tellMatrix(proof, pen),
    '',
    ...tellHoles(proof.holes, pen),
    ...tellFlakes(proof.flakes, pen),
    ...proof.unjudged.flatMap(({ slug, reason }) =>
      hang(`not judged here: ${slug}: ${reason}`, pen.columns, ''),
    ),
    ...tellTotals(proof, pen),
  ]);
}

/** One line a mutant: the requirement that it must fail, whether it did, and what else it failed. */
function tellMatrix({ matrix }: Proof, pen: Pen): string[] {
  const width = Math.max(0, ...matrix.map(({ requirement }) => requirement.length));
  return matrix.flatMap(({ mutant, requirement, killed, failed }) => {
    const also = failed.filter((slug) => slug !== requirement);
    const word = killed
      ? pen.chalk.green(`${sign(true, pen)} killed `)
      : pen.chalk.red(`${sign(false, pen)} SURVIVED`);
    const rest = also.length === 0 ? '' : `  also: ${also.join(', ')}`;
    return hang(`${word}  ${requirement.padEnd(width)}  ${mutant}${rest}`, pen.columns, '', '    ');
  });
}

function tellHoles(holes: readonly Hole[], pen: Pen): string[] {
  if (holes.length === 0) return [];
  return [
    pen.chalk.red.bold(`${holes.length} ${holes.length === 1 ? 'hole' : 'holes'}:`),
    ...holes.flatMap(({ kind, subject, slug, saw }) =>
      hang(
        `${sign(false, pen)} ${kind.replaceAll('-', ' ')}: ${subject}, ${slug}: ${sanitizeLine(saw)}`,
        pen.columns,
        '',
        '    ',
      ),
    ),
    '',
  ];
}

function tellFlakes(flakes: readonly Flake[], pen: Pen): string[] {
  if (flakes.length === 0) return [];
  return [
    pen.chalk.red.bold(`${flakes.length} ${flakes.length === 1 ? 'flake' : 'flakes'}:`),
    ...flakes.flatMap(({ subject, slug, verdicts, seeds }) => {
      const told = verdicts.map((verdict, index) => `${verdict} (seed ${seeds[index]})`).join(', ');
      return hang(`${sign(false, pen)} ${subject}, ${slug}: ${told}`, pen.columns, '', '    ');
    }),
    '',
  ];
}

function tellTotals(proof: Proof, pen: Pen): string[] {
  const { mutants, variants, starter, holes, flakes } = proof;
  const sound = holes.length === 0 && flakes.length === 0;
  const precise = mutants.precise === null ? '' : `, ${mutants.precise} precisely`;
  const left = mutants.left === 0 ? '' : `; ${mutants.left} more were not judged`;
  const lines = [
    `${proof.requirements} requirements; mutants killed: ${mutants.killed} of ${mutants.total}${precise}${left}`,
    `variants passed: ${variants.passed} of ${variants.total}`,
    `the starter passes ${starter.passed.length === 0 ? 'nothing' : starter.passed.join(', ')}`,
    `${proof.repeats} ${proof.repeats === 1 ? 'round' : 'rounds'}, seed ${proof.seed}, ${tellDuration(proof.durationMs)}`,
  ];
  const verdict = sound
    ? pen.chalk.green(`${sign(true, pen)} no holes, no flakes`)
    : pen.chalk.red(`${sign(false, pen)} ${holes.length} holes, ${flakes.length} flakes`);
  return [...lines.flatMap((line) => hang(line, pen.columns, '')), verdict];
}

function sign(good: boolean, pen: Pen): string {
  if (pen.unicode) return good ? '✓' : '✗';
  return good ? '+' : 'x';
}
