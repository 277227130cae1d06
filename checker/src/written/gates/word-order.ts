import type { Token } from '../reading/tokenize.ts';

/**
 * How much better than chance each word follows the one before: a bigram model over classes of words, where function words
 * and the commonest words of the subject stand for themselves and all others for their endings. Sentences lie well above
 * zero, shuffled words below it.
 */
export interface WordOrder {
  /** The commonest words of the subject. */
  readonly common: ReadonlySet<string>;
  /** Logarithms of P(b | a) / P(b), by `a b`; unknown pairs have `unseen`. */
  readonly pairs: ReadonlyMap<string, number>;
  readonly unseen: number;
}

const functionWords = new Set(
  'a about after again all also although an and another any are as at be because been before being between both but by can could did do does done down each either else even every few for from get had has have he here how i if in instead into is it its just keep less let like many may me might more most much must my never no nobody none nor not nothing now of off on once one only or other our out over own same she should since so some still such than that the their them then there these they thing this those though through to too under until up us very was we were what when where which while who whole why will with without would yet you your'.split(
    ' ',
  ),
);
const endings: readonly (readonly [RegExp, string])[] = [
  [/^\d/, '#'],
  [/[._()/]/, 'code'],
  [/.{2}ing$/, '-ing'],
  [/.{2}ed$/, '-ed'],
  [/.{2}ly$/, '-ly'],
  [/(tion|sion|ment|ness|ity|ance|ence|cy)s?$/, '-tion'],
  [/(er|or)s?$/, '-er'],
  [/(able|ible|al|ive|ous|ful|less|ic)$/, '-al'],
  [/[^s]s$/, '-s'],
];

function classOf(word: string, common: ReadonlySet<string>): string {
  if (functionWords.has(word) || common.has(word)) return word;
  return endings.find(([ending]) => ending.test(word))?.[1] ?? 'word';
}

const mostCommon = 300;
/** In fewer sentences than these each pair counts, however rare. */
const fewestForPairs = 500;
/** Nothing can be said of so few words. */
const fewest = 6;

/** The mean over all neighbours; null where there are too few words to tell. */
export function orderOf(tokens: readonly Token[], { pairs, unseen, common }: WordOrder): number | null {
  if (tokens.length < fewest) return null;
  let sum = 0;
  for (const pair of neighbours(tokens, common)) sum += pairs.get(pair) ?? unseen;
  return sum / tokens.length;
}

export function learnWordOrder(sentences: readonly (readonly Token[])[]): WordOrder {
  const common = commonestOf(sentences);
  const pairs = new Map<string, number>();
  const firsts = new Map<string, number>();
  const seconds = new Map<string, number>();
  let all = 0;
  for (const tokens of sentences)
    for (const pair of neighbours(tokens, common)) {
      const [a = '', b = ''] = pair.split(' ');
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      firsts.set(a, (firsts.get(a) ?? 0) + 1);
      seconds.set(b, (seconds.get(b) ?? 0) + 1);
      all += 1;
    }
  // Half a count more for each pair, so that one that was never seen is unlikely and not impossible.
  const classes = seconds.size;
  const logs = new Map<string, number>();
  for (const [pair, count] of pairs) {
    // A pair that was seen once says little more than one that was not.
    if (count < 2 && sentences.length > fewestForPairs) continue;
    const [a = '', b = ''] = pair.split(' ');
    const given = (count + 0.5) / ((firsts.get(a) ?? 0) + 0.5 * classes);
    logs.set(pair, round(Math.log(given / ((seconds.get(b) ?? 0) / all))));
  }
  return { common, pairs: logs, unseen: round(Math.log(0.3)) };
}

function neighbours(tokens: readonly Token[], common: ReadonlySet<string>): string[] {
  return tokens.map(({ word }, at) => {
    const before = tokens[at - 1]?.word;
    return `${before === undefined ? '^' : classOf(before, common)} ${classOf(word, common)}`;
  });
}

function commonestOf(sentences: readonly (readonly Token[])[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { word } of sentences.flat())
    if (/^[a-z]+$/.test(word) && !functionWords.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Set(sorted.slice(0, mostCommon).map(([word]) => word));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** How many of the words hold a sentence together: an honest note has some, a list of terms has none. */
export function shareOfFunctionWords(tokens: readonly Token[]): number {
  return tokens.length === 0
    ? 0
    : tokens.filter(({ word }) => functionWords.has(word)).length / tokens.length;
}
