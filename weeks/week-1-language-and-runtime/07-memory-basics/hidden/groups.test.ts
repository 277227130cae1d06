import { broken, fc, type Random, requirement } from 'checker/kit';
import { answerOf, expectGroups, type Groups } from './answers.ts';

interface Line {
  readonly service: string;
  readonly bytes: number;
  readonly message: string;
}

requirement('groups', async ({ module, files, property, random }) => {
  const link = await module.open();

  await property(
    'any log',
    fc.record({ lines: fc.array(line, { maxLength: 12 }), ended: fc.boolean() }),
    async ({ lines, ended }) => {
      const text = textOf(lines) + (ended && lines.length > 0 ? '\n' : '');
      const outcome = await link.call('groupLog of', { text }, { transcript: false });
      const look =
        'Which of the lines is counted wrongly: the last one, an empty one, one whose message is empty?';
      const groups = answerOf(outcome, 'groupLog to resolve', look);
      expectGroups(groups, groupsOf(lines), look);
    },
    { runs: 60, show: ({ lines, ended }) => JSON.stringify(textOf(lines) + (ended ? '\n' : '')) },
  );

  // Two bytes in three lie inside of a character, so that wherever a piece ends, something is cut.
  const long = wideLines(random, 25_000);
  files.writePieces('wide.log', [Buffer.from(textOf(long))]);
  const look =
    'The file comes in pieces. What becomes of a line that begins in one piece and ends in the next, and of a character whose bytes do?';
  const outcome = await link.call('groupLog', { path: 'wide.log' }, { transcript: false });
  expectGroups(answerOf(outcome, 'groupLog to resolve', look), groupsOf(long), look, 'wide.log');

  const missing = await link.call('groupLog', { path: 'missing.log' });
  if (missing.ok === false && missing.error.code === 'ENOENT') return;
  broken({
    promise: 'Where the file cannot be read, groupLog rejects with the error of the system.',
    expected: 'groupLog of a file that is not there to reject with the code ENOENT',
    saw:
      missing.ok === true
        ? 'it resolved'
        : missing.ok === false
          ? `it rejected with ${missing.error.name}: ${missing.error.message}`
          : 'it never settled, or ended the process',
    look: 'Who hears the error of the file or of its stream, and what do they do with it?',
  });
});

const service = fc.oneof(
  fc.constantFrom('api', 'web', 'größe', '搜索', '🚀', 'two words', '__proto__', 'constructor'),
  fc.string({ unit: fc.constantFrom('a', 'Z', '9', '-', 'é', '索', '🧭'), minLength: 1, maxLength: 6 }),
);
const message = fc.oneof(
  fc.constantFrom('', 'ok', 'GET /\t200', '🚀', 'a\tb\tc'),
  fc.string({ unit: fc.constantFrom('a', ' ', 'é', '🧭', '\t'), maxLength: 8 }),
);
const line = fc.option(
  fc.record({ service, bytes: fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: 1_000_000_000 })), message }),
  { nil: null, freq: 5 },
);

function textOf(lines: readonly (Line | null)[]): string {
  return lines
    .map((each) => (each === null ? '' : `${each.service}\t${each.bytes}\t${each.message}`))
    .join('\n');
}

function groupsOf(lines: readonly (Line | null)[]): Groups {
  const groups = new Map<string, { lines: number; bytes: number }>();
  for (const each of lines) {
    if (each === null) continue;
    const group = groups.get(each.service) ?? { lines: 0, bytes: 0 };
    groups.set(each.service, { lines: group.lines + 1, bytes: group.bytes + each.bytes });
  }
  return groups;
}

function wideLines(random: Random, count: number): Line[] {
  const services = Array.from({ length: 30 }, () =>
    Array.from({ length: random.integer(6, 14) }, () => random.pick(['🚀', '🧭', '索', '搜', '🐘'])).join(''),
  );
  return Array.from({ length: count }, () => ({
    service: random.pick(services),
    bytes: random.integer(0, 99_999),
    message: '',
  }));
}
