import { stemmer } from 'stemmer';
import { irregularForms } from './irregular-forms.ts';

export interface Token {
  /** In small letters, as it was written. */
  readonly word: string;
  /** What all forms of the word have in common; most numbers are `#`. */
  readonly stem: string;
  /** Counts from 0; a comma, a dash, a bracket or a conjunction begins the next clause. */
  readonly clause: number;
}

/** Words that begin a clause of their own: a `not` before them does not reach behind them. */
const conjunctions = new Set(
  'but because so while whereas although though unless until since however therefore hence yet otherwise instead which whose whom who where when then if'.split(
    ' ',
  ),
);
const suffixes: readonly (readonly [RegExp, string])[] = [
  [/\bcan'?t\b|\bcannot\b/g, 'can not'],
  [/\bwon'?t\b/g, 'will not'],
  [/\bshan't\b/g, 'shall not'],
  [/\b(do|does|did|is|are|was|were|has|have|had|would|could|should|must|need)n'?t\b/g, '$1 not'],
  [/\b(it|that|there|he|she|what|who|where|here|let|how)'s\b/g, '$1 is'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/\bi'm\b/g, 'i am'],
  [/'d\b/g, ' would'],
  [/'s\b/g, ''],
];

/**
 * The words of a sentence. Code such as `ctx.Done()` or `maxWaitingClients` is one token as a whole, without brackets, and
 * then one for each of its parts. `repair` may correct a word's spelling.
 */
export function tokenize(sentence: string, repair: (word: string) => string = (word) => word): Token[] {
  const tokens: Token[] = [];
  let clause = 0;
  let text = sentence.replace(/([a-z\d])([A-Z])/g, '$1\u0001$2').toLowerCase();
  for (const [form, whole] of suffixes) text = text.replace(form, whole);
  for (const [piece] of text.matchAll(
    /[a-z\u0001_][\w\u0001'-]*(?:[./:][a-z_][\w\u0001]*)*|\d[\d.,_]*|[,;:()[\]]|\s-\s|=>|->/g,
  )) {
    if (/^\d/.test(piece)) tokens.push({ word: piece, stem: stemOf(piece), clause });
    else if (/^[a-z_\u0001]/.test(piece)) {
      for (const part of partsOf(piece)) {
        const word = irregularForms.has(part) ? part : repair(part);
        if (conjunctions.has(word) && tokens.at(-1)?.clause === clause) clause += 1;
        tokens.push({ word, stem: stemOf(word), clause });
      }
    } else clause += 1;
  }
  return tokens;
}

/** Nought, one and the codes of HTTP mean something by themselves; of any other number only that it is one. */
const tellingNumber = /^(?:[01]|[45]\d\d)$/;

export function stemOf(word: string): string {
  if (/^\d/.test(word)) return tellingNumber.test(word) ? word : '#';
  const base = irregularForms.get(word) ?? word;
  return stemmer(base);
}

function partsOf(piece: string): string[] {
  const whole = piece.replaceAll('\u0001', '').replace(/^['_-]+|['_-]+$/g, '');
  const parts = piece
    .split(/[\u0001_./:-]/)
    .map((part) => part.replace(/^'+|'+$/g, ''))
    .filter((part) => part !== '');
  return parts.length > 1 && whole !== '' ? [whole, ...parts] : parts;
}
