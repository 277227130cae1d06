import { hang } from '../report/layout.ts';
import type { Pen } from '../report/pen.ts';
import { defineCommand } from './command.ts';
import { collectFacts, type Fact } from './machine-facts.ts';
import { penOf, tellCommand, writeScreen } from './screen.ts';
import { speak } from './spoken.ts';
import { writeJson } from './write-json.ts';

export const doctor = defineCommand({
  arguments: {},
  options: { json: { kind: 'flag', summary: 'for machines' } },
  description: 'Exit code 3 where something is missing that nothing works without.',
  examples: [['doctor', 'what is here, what is not, and the command that adds it']],
  async run(context, _, { json }) {
    const facts = await collectFacts(context);
    const ready = facts.every(({ group, state }) => group !== 'Needed' || state === 'present');
    if (json) writeJson(context, { ready, facts });
    else writeScreen(context, draw(facts, ready, penOf(context)));
    return ready ? 0 : 3;
  },
});

function draw(facts: readonly Fact[], ready: boolean, pen: Pen): string[] {
  const groups = [...new Set(facts.map(({ group }) => group))];
  const broken = facts.find(({ group, state }) => group === 'Needed' && state !== 'present');
  return [
    ...groups.flatMap((group) => [
      '',
      pen.chalk.bold(group),
      ...facts.filter((fact) => fact.group === group).flatMap((fact) => drawFact(fact, pen)),
    ]),
    '',
    ...(ready
      ? tellCommand('Next', 'this machine can judge; go on with the course', speak('next'), pen)
      : hang(`${broken?.name}: ${broken?.detail}. Nothing works without it.`, pen.columns, '')),
  ];
}

const marks = {
  present: { glyph: '✓', ascii: '+', word: 'here', color: 'green' },
  missing: { glyph: '–', ascii: '-', word: 'missing', color: 'gray' },
  'not-working': { glyph: '!', ascii: '!', word: 'of no use', color: 'yellow' },
} as const satisfies Record<Fact['state'], object>;

function drawFact({ name, state, detail, adds, install }: Fact, pen: Pen): string[] {
  const { glyph, ascii, word, color } = marks[state];
  const symbol = pen.chalk[color](pen.unicode ? glyph : ascii);
  const told = state === 'missing' ? '' : ` (${detail})`;
  return [
    ...hang(`${symbol} ${name} ${word}${told}: ${adds}`, pen.columns, '  ', '    '),
    // To be copied: a break would go with it.
    ...(install === null ? [] : [`    add it: ${install}`]),
  ];
}
