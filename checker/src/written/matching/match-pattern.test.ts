import { expect, test } from 'vitest';
import { readAnswer } from '../reading/read-answer.ts';
import { matchPattern, mayMatch } from './match-pattern.ts';
import { type Glossary, readElement, readPattern } from './pattern.ts';
import { spansOf } from './span.ts';

const glossary: Glossary = new Map(
  Object.entries({ wait: 'wait|block|"get stuck"', never: 'never|not|nobody' }).map(([name, wordings]) => {
    const element = readElement(wordings, new Map());
    return [name, Array.isArray(element) ? element : []];
  }),
);

function said(source: string, text: string): 'yes' | 'no' | 'open' | null {
  const reading = readPattern(source, glossary);
  if (!reading.ok) throw new Error(reading.expected);
  const { sentences } = readAnswer(text);
  const matches = spansOf(sentences).flatMap((span) => matchPattern(reading.pattern, span) ?? []);
  const stems = new Set(sentences.flatMap(({ tokens }) => tokens.map(({ stem }) => stem)));
  if (matches.length > 0) expect(mayMatch(reading.pattern, stems)).toBe(true);
  return matches.find((match) => match.said === 'yes')?.said ?? matches[0]?.said ?? null;
}

test.each([
  ['both words, any order', 'sender wait', 'There waits the sender.', 'yes'],
  ['only one of them', 'sender wait', 'The receiver waits.', null],
  ['in two sentences', 'sender wait', 'The sender comes. It waits.', null],
  ['in two sentences, where that is allowed', 'sender wait @2', 'The sender comes. It waits.', 'yes'],
  ['the given order', 'sender > wait', 'The sender waits.', 'yes'],
  ['the other order', 'sender > wait', 'Waiting for a sender.', null],
  ['too far apart', 'sender wait ~4', 'The sender, who has much else to do, waits.', null],
  ['a set of the glossary', 'sender {wait}', 'The sender gets stuck.', 'yes'],
  ['alternatives', 'sender|"the other one" {wait}', 'The other one blocks.', 'yes'],
  ['a phrase whose words are apart', '"gives back"', 'He gives it back.', null],
  ['a word that must not be there', '{wait} !buffered', 'A buffered send blocks.', null],
  ['denied', 'sender {wait}', 'The sender does not wait.', 'no'],
  ['denied twice', 'sender {wait}', 'Never does the sender not wait.', 'yes'],
  ['a denial that belongs to the pattern', '{never} receive', 'Nobody receives.', 'yes'],
  ['a belief of others', 'sender {wait}', 'Some people think the sender waits.', 'open'],
  ['a belief that is called wrong', 'sender {wait}', 'It is a myth that the sender waits.', 'no'],
] as const)('%s', (_, pattern, text, expected) => {
  expect(said(pattern, text)).toBe(expected);
});

test('a set that is not there is named', () => {
  expect(readPattern('{nowhere} a', glossary)).toEqual({
    ok: false,
    expected: expect.stringContaining('{nowhere}'),
  });
});

test('a pattern without words is none', () => {
  expect(readPattern('@2 ~4', glossary)).toMatchObject({ ok: false });
});

test('a text that lacks one of the words is ruled out by its stems alone', () => {
  const reading = readPattern('sender {wait}', glossary);
  if (!reading.ok) throw new Error(reading.expected);
  expect(mayMatch(reading.pattern, new Set(['sender', 'come']))).toBe(false);
  expect(mayMatch(reading.pattern, new Set(['sender', 'block']))).toBe(true);
});
