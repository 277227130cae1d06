import { expect, test } from 'vitest';
import { readAnswer } from './read-answer.ts';

const stems = (text: string) =>
  readAnswer(text).sentences.map(({ tokens }) => tokens.map(({ stem }) => stem).join(' '));

test('sentences end at their marks and at line ends, not within code or after abbreviations', () => {
  const { sentences } = readAnswer(
    'Call `ctx.Done()` first, e.g. in a select. Version 3.5 is fine!\n\n- one item\n- another',
  );
  expect(sentences.map(({ text }) => text)).toEqual([
    'Call `ctx.Done()` first, e.g. in a select.',
    'Version 3.5 is fine!',
    'one item',
    'another',
  ]);
});

test('forms of a word have one stem, regular or not', () => {
  expect(stems('blocked blocking blocks')).toEqual(stems('block block block'));
  expect(stems('sent held stuck went')).toEqual(stems('send hold stick go'));
});

test('contractions are two words, and most numbers are alike', () => {
  expect(stems("it won't and can't")).toEqual(stems('it will not and can not'));
  expect(stems('10 of 4,000')).toEqual(stems('7 of 12'));
  expect(stems('429')).not.toEqual(stems('503'));
});

test('code is one word as a whole and one for each part', () => {
  expect(stems('`maxWaitingClients`')).toEqual(['maxwaitingcli max wait client']);
});

test.each([
  ['a quotation', '> the compiler decides\n\nOwn words.'],
  ['an invisible mark within a word', 'Own wo\u200Brds.'],
  ['letters of another script', 'Own w\u043Erds.'],
  ['a mark that turns the direction of writing', 'Own \u202Ewords.'],
  ['full-width letters', 'Ｏｗｎ ｗｏｒｄｓ.'],
])('%s is not what it looks like', (_, text) => {
  expect(stems(text)).toEqual(['own word']);
});

test('what others say, what is denied and what is only supposed is not asserted', () => {
  const stancesOf = (text: string) => new Set(readAnswer(text).sentences.flatMap(({ stances }) => stances));
  expect(stancesOf('The buffer fixes deadlocks.')).toEqual(new Set(['asserted']));
  expect(stancesOf('Some people think a buffer fixes deadlocks.')).toContain('attributed');
  expect(stancesOf('It is a myth that a buffer fixes deadlocks.')).toContain('rejected');
  expect(stancesOf('A buffer fixes deadlocks, which is not true.')).toContain('rejected');
  expect(stancesOf('Even if the buffer is large, it fills.')).toContain('supposed');
  expect(stancesOf('Does a buffer fix deadlocks?')).toEqual(new Set(['supposed']));
  expect(stancesOf('If I had more time I would write about deadlocks.')).toContain('attributed');
});

test('after "but" the writer speaks for themselves again', () => {
  const [sentence] = readAnswer('Many think it drops values, but the sender blocks.').sentences;
  const at = (word: string) => sentence?.tokens.findIndex((token) => token.word === word) ?? -1;
  expect(sentence?.stances[at('drops')]).toBe('attributed');
  expect(sentence?.stances[at('blocks')]).toBe('asserted');
});

test('a negator reaches to the end of its clause', () => {
  const [sentence] = readAnswer('It does not block, because the buffer has room.').sentences;
  const at = (word: string) => sentence?.tokens.findIndex((token) => token.word === word) ?? -1;
  expect(sentence?.negators[at('block')]).toHaveLength(1);
  expect(sentence?.negators[at('room')]).toHaveLength(0);
  expect(readAnswer('It not only blocks.').sentences[0]?.negators.flat()).toEqual([]);
});

test('"without" denies the thing, and not what is said of it', () => {
  const [sentence] = readAnswer('Without a reader the sender blocks.').sentences;
  const at = (word: string) => sentence?.tokens.findIndex((token) => token.word === word) ?? -1;
  expect(sentence?.negators[at('reader')]).toHaveLength(1);
  expect(sentence?.negators[at('blocks')]).toHaveLength(0);
});

test.each([
  ['ten million characters', 'never '.repeat(2_000_000)],
  ['deeply nested quotations', `${'>'.repeat(20_000)} a`],
  ['deeply nested lists', Array.from({ length: 2_000 }, (_, at) => `${' '.repeat(2 * at)}- a`).join('\n')],
  ['a million opened brackets', '['.repeat(1_000_000)],
  ['a million stars', '*'.repeat(1_000_000)],
  ['control characters', '\u0000\u0007\u001B[31m'.repeat(10_000)],
  ['one word without an end', 'a'.repeat(1_000_000)],
])('%s are read within bounds', (_, text) => {
  const { sentences } = readAnswer(text);
  expect(sentences.length).toBeLessThanOrEqual(400);
  expect(sentences.reduce((sum, { text: each }) => sum + each.length, 0)).toBeLessThanOrEqual(200_000);
});
