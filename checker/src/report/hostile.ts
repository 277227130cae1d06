import type { AttackResult, HostileProof, IsolationResult } from '../judge/prove/hostile/hostile-proof.ts';
import { hang, screen } from './layout.ts';
import { type Pen, type TerminalOptions, takePen } from './pen.ts';
import { sanitizeLine } from './sanitize.ts';

/** The table attack × isolation, what got through, and which attacks were seen at work without walls. Pure. */
export function renderHostile(proof: HostileProof, options: TerminalOptions): string {
  const pen = takePen(options);
  return screen([
    pen.chalk.bold('Hostile submissions'),
    '',
    ...tellTable(proof, pen),
    '',
    ...proof.results.flatMap((result) => tellBreaches(result, pen)),
    ...tellControls(proof, pen),
    '',
    ...tellTotals(proof, pen),
  ]);
}

function tellTable({ isolations, results }: HostileProof, pen: Pen): string[] {
  const width = Math.max(6, ...results.map(({ slug }) => slug.length));
  const head = ['attack'.padEnd(width), 'no walls'.padEnd(12), ...isolations.map((name) => name.padEnd(14))];
  return [
    pen.chalk.dim(head.join('  ').trimEnd()),
    ...results.map(({ slug, control, isolations: behind }) =>
      [slug.padEnd(width), tellControl(control).padEnd(12), ...behind.map((each) => tellOutcome(each, pen))]
        .join('  ')
        .trimEnd(),
    ),
  ];
}

function tellControl({ kind }: AttackResult['control']): string {
  return { worked: 'works', 'did-nothing': 'did nothing', 'not-shown': 'not shown' }[kind];
}

function tellOutcome({ outcome, admitted }: IsolationResult, pen: Pen): string {
  if (outcome === 'contained') return pen.chalk.green('contained'.padEnd(14));
  if (outcome === 'not-applicable') return 'no matter'.padEnd(14);
  return admitted ? pen.chalk.yellow('not, as told'.padEnd(14)) : pen.chalk.red('NOT CONTAINED'.padEnd(14));
}

function tellBreaches({ slug, isolations }: AttackResult, pen: Pen): string[] {
  return isolations
    .filter(({ outcome, admitted }) => outcome === 'not-contained' && !admitted)
    .flatMap(({ isolation, breaches, ending }) => [
      ...hang(pen.chalk.red(`${slug} gets through ${isolation} (${sanitizeLine(ending)}):`), pen.columns, ''),
      ...breaches.flatMap(({ prize, told }) =>
        hang(`${prize}: ${sanitizeLine(told)}`, pen.columns, '  ', '    '),
      ),
    ]);
}

function tellControls({ results }: HostileProof, pen: Pen): string[] {
  const silent = results.filter(({ control }) => control.kind === 'did-nothing').map(({ slug }) => slug);
  return [
    ...(silent.length === 0
      ? []
      : hang(
          `Without walls these did nothing here, so that they prove nothing: ${silent.join(', ')}.`,
          pen.columns,
          '',
        )),
    ...results.flatMap(({ slug, control }) =>
      control.kind === 'not-shown'
        ? hang(`${slug} is not shown without walls: ${control.why}`, pen.columns, '', '  ')
        : [],
    ),
  ];
}

function tellTotals({ results, isolations, holes, interrupted }: HostileProof, pen: Pen): string[] {
  const works = results.filter(({ control }) => control.kind === 'worked').length;
  const lines = isolations.map((isolation) => {
    const those = results.flatMap((each) => each.isolations.filter((one) => one.isolation === isolation));
    const matter = those.filter(({ outcome }) => outcome !== 'not-applicable');
    const held = matter.filter(({ outcome }) => outcome === 'contained').length;
    return `${isolation}: ${held} of ${matter.length} contained`;
  });
  const last = `${results.length} attacks, ${works} seen at work without walls; ${lines.join('; ')}${interrupted ? '; stopped' : ''}.`;
  return hang(holes.length === 0 ? last : pen.chalk.red(last), pen.columns, '');
}
