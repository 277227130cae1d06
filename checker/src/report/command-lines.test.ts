import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLines, splitCommand } from './command-lines.ts';
import { quote } from './quote.ts';

test('what fits stays on a line', () => {
  expect(commandLines(['make', 'check', 'E=task-cli'], 40, '  ')).toEqual(['  make check E=task-cli']);
});

test('an option stays with its value, and each line but the last can be continued', () => {
  const words = splitCommand('npm run checker -- check task-cli --only adds --seed 4711');
  expect(commandLines(words, 40, '$ ', '    ')).toEqual([
    '$ npm run checker -- check task-cli \\',
    '    --only adds --seed 4711',
  ]);
});

test('the words of a quoted command are found again', () => {
  const words = ['a b', "it's", 'x\ny', '', 'back\\slash', '--seed', '7'];
  expect(splitCommand(words.map(quote).join(' '))).toEqual(words.map(quote));
});

test('a command copied from several lines is the command', () => {
  const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'ab \'$\\"-é') });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      const copied = commandLines(words.map(quote), 50, '', '  ').join('\n');
      const told = execFileSync('bash', ['--norc', '-c', `printf '%s\\0' ${copied}`], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' },
      });
      expect(told.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 25 },
  );
});
