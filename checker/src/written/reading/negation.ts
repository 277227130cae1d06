import type { Token } from './tokenize.ts';

const negators = new Set(
  'not no never nobody nothing none neither nor without hardly rarely seldom cannot unable lack lacks impossible avoid avoids prevent prevents'.split(
    ' ',
  ),
);
/** To fail to do something is not to do it; a call that fails is no denial of anything. */
const failing = new Set(['fail', 'fails', 'failed', 'failing']);
/** A word between that makes of the `not` no denial: `not only`, `not just`, `no matter`, `no longer than`. */
const harmlessAfter: Readonly<Record<string, ReadonlySet<string>>> = {
  not: new Set(['only', 'just', 'merely', 'necessarily']),
  no: new Set(['matter', 'wonder', 'doubt']),
};
/** How far a negator reaches forward within its clause, in words. */
const reach = 7;
/** These deny the thing that follows and not what is said of it: `without a reader the sender blocks`. */
const ofThings = new Set(['without', 'lack', 'lacks']);
const reachOfThings = 3;
/** Words that begin another part of the sentence, unless they stand right behind the negator. */
const nextPart = new Set(
  'a an the this that these those it they you we he she i is are was were be will would can could has have had do does did'.split(
    ' ',
  ),
);

export function isNegator(tokens: readonly Token[], index: number): boolean {
  const word = tokens[index]?.word ?? '';
  if (failing.has(word)) return tokens[index + 1]?.word === 'to';
  if (!negators.has(word)) return false;
  return harmlessAfter[word]?.has(tokens[index + 1]?.word ?? '') !== true;
}

/** Positions of the negators under which each token stands. */
export function negatorsOver(tokens: readonly Token[]): readonly (readonly number[])[] {
  const over: number[][] = tokens.map(() => []);
  for (let index = 0; index < tokens.length; index += 1) {
    if (!isNegator(tokens, index)) continue;
    const { clause, word = '' } = tokens[index] ?? {};
    const isOfThings = ofThings.has(word);
    const last = index + (isOfThings ? reachOfThings : reach);
    for (let at = index + 1; at < tokens.length && at <= last; at += 1) {
      if (tokens[at]?.clause !== clause) break;
      if (isOfThings && at > index + 1 && nextPart.has(tokens[at]?.word ?? '')) break;
      over[at]?.push(index);
    }
  }
  return over;
}
