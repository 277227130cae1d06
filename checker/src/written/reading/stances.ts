import type { Token } from './tokenize.ts';

/**
 * How the writer stands to the words of a sentence: said as true, or told in order to be denied, as others' belief, or as a
 * mere supposition. Words that are not asserted earn nothing.
 */
export type Stance = 'asserted' | 'rejected' | 'attributed' | 'supposed';

interface Marker {
  readonly stance: Stance;
  readonly words: readonly (readonly string[])[];
  /** Words before the marker have the stance (`…, which is a myth`), or those after it (`it is a myth that …`). */
  readonly reaches: 'before' | 'after';
}

const others =
  'some many people folks others beginners developers colleagues juniors newcomers they everyone someone somebody colleague most'.split(
    ' ',
  );
const markers: readonly Marker[] = [
  after(
    'rejected',
    'it is not true that',
    'it is not the case that',
    'it is not correct that',
    'it is not right that',
  ),
  after(
    'rejected',
    'it is not that',
    'not true that',
    'it is false that',
    'it is wrong that',
    'it is untrue that',
  ),
  after(
    'rejected',
    'it is wrong to',
    'wrong to think',
    'wrong to believe',
    'wrong to say',
    'wrong to assume',
    'false that',
  ),
  after(
    'rejected',
    'a mistake to think',
    'a mistake to believe',
    'a mistake to assume',
    'i do not think',
    'i do not believe',
  ),
  after(
    'rejected',
    'a myth that',
    'myth that',
    'misconception that',
    'misconception is',
    'the myth',
    'contrary to',
    'i doubt',
  ),
  after(
    'rejected',
    'mistaken belief that',
    'fallacy that',
    'illusion that',
    'no one should think',
    'do not think that',
  ),
  after(
    'rejected',
    'never assume',
    'do not assume',
    'would be wrong to',
    'it is incorrect to',
    'it is incorrect that',
  ),
  ...[
    'say',
    'think',
    'believe',
    'assume',
    'claim',
    'argue',
    'expect',
    'imagine',
    'hope',
    'suppose',
    'told me',
    'tell',
    'talk about',
  ].flatMap((verb) => others.map((who) => after('attributed', `${who} ${verb}`))),
  after(
    'attributed',
    'people often think',
    'people often say',
    'people often believe',
    'people sometimes think',
    'i used to think',
  ),
  after(
    'attributed',
    'i used to believe',
    'i once thought',
    'i thought',
    'i assumed',
    'i always thought',
    'we thought',
    'we assumed',
  ),
  after(
    'attributed',
    'it is often said',
    'it is said',
    'one might think',
    'you might think',
    'you would think',
    'you may think',
  ),
  after(
    'attributed',
    'it is tempting to',
    'often believed that',
    'supposedly',
    'allegedly',
    'a common belief',
    'common idea that',
  ),
  after('supposed', 'even if', 'even though', 'even when', 'as if', 'as though', 'if only'),
  // What is announced is not said.
  after(
    'attributed',
    'i could explain',
    'i could write',
    'i would write about',
    'i would explain',
    'if i had more time',
  ),
  after(
    'attributed',
    'some would',
    'some authors',
    'many authors',
    'many claim',
    'many would',
    'people talk about',
  ),
  before(
    'rejected',
    'is a myth',
    'is not true',
    'is wrong',
    'is false',
    'is untrue',
    'is a misconception',
    'is nonsense',
  ),
  before(
    'rejected',
    'is not the case',
    'is incorrect',
    'is mistaken',
    'is not how it works',
    'is not so',
    'not correct',
  ),
];

/** Words after which a writer speaks for themselves again. */
const turns = new Set(['but', 'however', 'actually', 'yet', 'although', 'instead', 'whereas', 'though']);

/** The stance of each token, in their order. */
export function stancesOf(tokens: readonly Token[]): Stance[] {
  const stances: Stance[] = tokens.map(() => 'asserted');
  for (let index = 0; index < tokens.length; index += 1) {
    for (const marker of markersAt(tokens, index)) {
      const [from, to] =
        marker.reaches === 'after'
          ? [index + marker.length, endOf(tokens, index + marker.length, marker.stance)]
          : [startOf(tokens, index), index];
      for (let at = from; at < to; at += 1) stances[at] = marker.stance;
    }
  }
  return stances;
}

function markersAt(tokens: readonly Token[], index: number) {
  const found: { readonly stance: Stance; readonly reaches: 'before' | 'after'; readonly length: number }[] =
    [];
  const first = tokens[index]?.word ?? '';
  for (const { stance, reaches, words } of byFirstWord.get(first) ?? [])
    if (words.every((word, offset) => tokens[index + offset]?.word === word))
      found.push({ stance, reaches, length: words.length });
  return found;
}

function endOf(tokens: readonly Token[], from: number, stance: Stance): number {
  let clause = tokens[from]?.clause;
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (at > from && turns.has(token.word)) return at;
    if (stance === 'supposed' && token.clause !== clause) return at;
    clause = token.clause;
  }
  return tokens.length;
}

function startOf(tokens: readonly Token[], index: number): number {
  for (let at = index - 1; at >= 0; at -= 1) if (turns.has(tokens[at]?.word ?? '')) return at;
  return 0;
}

function after(stance: Stance, ...phrases: string[]): Marker {
  return { stance, reaches: 'after', words: phrases.map((phrase) => phrase.split(' ')) };
}

function before(stance: Stance, ...phrases: string[]): Marker {
  return { stance, reaches: 'before', words: phrases.map((phrase) => phrase.split(' ')) };
}

const byFirstWord = new Map<
  string,
  { stance: Stance; reaches: 'before' | 'after'; words: readonly string[] }[]
>();
for (const { stance, reaches, words } of markers)
  for (const phrase of words) {
    const [first = ''] = phrase;
    byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), { stance, reaches, words: phrase }]);
  }
