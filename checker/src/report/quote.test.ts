import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { quote } from './quote.ts';
import { isSafe } from './sanitize.ts';

test('plain words stay plain, others are quoted as one would by hand', () => {
  expect(['add', '--due=2026-02-30', './x.ts', ''].map(quote)).toEqual([
    'add',
    '--due=2026-02-30',
    './x.ts',
    "''",
  ]);
  expect(quote('Buy milk')).toBe("'Buy milk'");
  expect(quote("it's")).toBe("'it'\\''s'");
  expect(quote('$HOME `id` !')).toBe("'$HOME `id` !'");
});

test('a control sequence is written so that it can be read and typed', () => {
  expect(quote('\u001b[2J')).toBe("$'\\x1b[2J'");
  expect(quote('two\nlines\\')).toBe("$'two\\nlines\\\\'");
});

test('bash gives back the very word', () => {
  const words = [
    'a b',
    "it's",
    '\u001b[31m\u0007',
    'x\u0085\u202ey\n',
    '\\n',
    '*?[a]~',
    '-n',
    'é 👩‍👩‍👧',
    '"',
    '#',
    '\t',
  ];
  const line = words.map(quote).join(' ');
  const told = execFileSync('bash', ['--norc', '-c', `printf '%s\\0' ${line}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' },
  });
  expect(told.split('\0').slice(0, -1)).toEqual(words);
  expect(isSafe(line)).toBe(true);
});
