import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSafe, sanitize, sanitizeLine } from './sanitize.ts';

test('a control sequence is shown and can no longer steer a terminal', () => {
  expect(sanitize('\u001b[2J\u001b]0;owned\u0007done')).toBe('\\x1b[2J\\x1b]0;owned\\x07done');
  expect(sanitize('\u009b31m red')).toBe('\\x9b31m red');
});

test('carriage returns, tabs and DEL are shown, line feeds stay', () => {
  expect(sanitize('a\tb\r\nc\u007f')).toBe('a\\tb\\r\nc\\x7f');
  expect(sanitizeLine('a\nb')).toBe('a\\nb');
});

test('text cannot be reordered or hidden', () => {
  expect(sanitize('\u202etxt.exe\u202c')).toBe('\\u202etxt.exe\\u202c');
  expect(sanitize('pass\u200bword\ufeff')).toBe('pass\\u200bword\\ufeff');
  expect(sanitize('one\u2028two')).toBe('one\\u2028two');
});

test('lone surrogates are shown, pairs and joiners are left alone', () => {
  expect(sanitize('\ud83d')).toBe('\\ud83d');
  expect(sanitize('x\udc00y')).toBe('x\\udc00y');
  const family = '👩‍👩‍👧 नमस्ते שלום é';
  expect(sanitize(family)).toBe(family);
});

test('whatever comes in, what comes out is safe, well formed and allowed in XML', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.array(fc.integer({ min: 0, max: 0xffff })),
      (text, units) => {
        const shown = sanitize(text + String.fromCharCode(...units));
        expect(isSafe(shown)).toBe(true);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).toMatch(/^[\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        expect(sanitize(shown)).toBe(shown);
      },
    ),
  );
});
