import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dimensions, learnWordVectors, type WordVectors } from './word-vectors.ts';
import { readWordVectors, writeWordVectors } from './word-vectors-file.ts';

/** `cache` and `memo` never meet, but stand among the same words; `boat` stands among others. */
const sentences = [
  'cache hold old answer',
  'memo hold old answer',
  'cache save slow call',
  'memo save slow call',
  'cache expire after minute',
  'memo expire after minute',
  'boat sail sea wind',
  'boat cross sea storm',
  'boat sink sea storm',
  'wind push sail sea',
].map((sentence) => sentence.split(' '));
const vectors = learnWordVectors(sentences);

function likeness(all: WordVectors, a: string, b: string): number {
  const one = [...(all.get(a) ?? [])];
  const other = [...(all.get(b) ?? [])];
  const dot = one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
  return dot / Math.hypot(...one) / Math.hypot(...other);
}

test('words that stand among the same words lie near to each other', () => {
  expect(likeness(vectors, 'cache', 'memo')).toBeGreaterThan(0.9);
  expect(likeness(vectors, 'cache', 'boat')).toBeLessThan(0.3);
});

test('the rarer of two words has the longer vector', () => {
  const length = (word: string) => Math.hypot(...(vectors.get(word) ?? []));
  // In two and in four of ten sentences.
  expect(length('storm') / length('sea')).toBeCloseTo(Math.log(10 / 3) / Math.log(10 / 5), 1);
});

test('a word that hardly ever stands beside anything has none', () => {
  expect(learnWordVectors([...sentences, ['odd', 'boat']]).has('odd')).toBe(false);
});

test('the same sentences give the same bytes, and a file gives back what was written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'word-vectors-'));
  try {
    const [one, two] = ['one', 'two'].map((name) => join(folder, name));
    writeWordVectors(one ?? '', 'digest', vectors);
    writeWordVectors(two ?? '', 'digest', learnWordVectors(sentences));
    expect(readFileSync(two ?? '', 'utf8')).toBe(readFileSync(one ?? '', 'utf8'));
    const read = readWordVectors(one ?? '');
    expect(read).toEqual(vectors);
    expect(read.get('cache')).toHaveLength(dimensions);
    expect(readWordVectors(join(folder, 'none')).size).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
