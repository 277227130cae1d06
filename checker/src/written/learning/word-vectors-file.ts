import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { dimensions, type WordVectors } from './word-vectors.ts';

const base64Length = 4 * Math.ceil(dimensions / 3);
const schema = z.strictObject({
  /** sha256 of all that they were learned from. */
  trainedFrom: z.string(),
  /** A byte for each number, as base64. */
  words: z.record(z.string(), z.base64().length(base64Length)),
});

/** None where none were learned: the models' named features stand alone then. */
export function readWordVectors(file: string): WordVectors {
  if (!existsSync(file)) return new Map();
  const { words } = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return new Map(
    Object.entries(words).map(([word, text]) => [word, Int8Array.from(Buffer.from(text, 'base64'))]),
  );
}

/** A line for each word, so that a change of one is a change of one line. */
export function writeWordVectors(file: string, trainedFrom: string, vectors: WordVectors): void {
  const words = Object.fromEntries(
    [...vectors].map(([word, vector]) => [word, Buffer.from(vector).toString('base64')]),
  );
  writeFileSync(file, `${JSON.stringify({ trainedFrom, words }, null, 1)}\n`);
}
