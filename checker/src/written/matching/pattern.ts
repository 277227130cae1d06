import { stemOf } from '../reading/tokenize.ts';

/**
 * A wording, as an author of rubrics writes it:
 *
 *     {waiting} {forever}        both in one sentence, in any order, at most twelve words from the first to the last
 *     wait > never > come        in this order
 *     "gives it back"            these words side by side
 *     block|hang|"get stuck"     one of them; any form of a word is meant
 *     !buffered                  and this nowhere in the sentence
 *     … ~20                      at most twenty words from the first to the last
 *     … @2                       in two sentences, one after the other
 *
 * `{name}` stands for a set of the course's glossary.
 */
export interface Pattern {
  readonly source: string;
  readonly elements: readonly Element[];
  readonly absent: readonly Element[];
  readonly ordered: boolean;
  /** Words from the first to the last that is matched. */
  readonly window: number;
  readonly sentences: 1 | 2;
}

/** One of these wordings, each a row of stems. */
export type Element = readonly (readonly string[])[];

export type Glossary = ReadonlyMap<string, Element>;

export type PatternReading =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly expected: string };

const defaultWindow = 12;

export function readPattern(source: string, glossary: Glossary): PatternReading {
  const elements: Element[] = [];
  const absent: Element[] = [];
  let ordered = false;
  let window = defaultWindow;
  let sentences: 1 | 2 = 1;
  for (const piece of source.match(
    /(?:!?(?:"[^"]*"|\{[^}]*\}|[^\s|"{}])+(?:\|(?:"[^"]*"|\{[^}]*\}|[^\s|"{}])+)*)/g,
  ) ?? []) {
    if (piece === '>') ordered = true;
    else if (/^~\d+$/.test(piece)) window = Number(piece.slice(1));
    else if (piece === '@2') sentences = 2;
    else {
      const element = readElement(piece.replace(/^!/, ''), glossary);
      if (!Array.isArray(element)) return { ok: false, expected: `a set of the glossary, got {${element}}` };
      (piece.startsWith('!') ? absent : elements).push(element);
    }
  }
  if (elements.length === 0)
    return { ok: false, expected: 'a word, a phrase in quotes or a {set}, got none' };
  if (sentences === 2 && window === defaultWindow) window = 2 * defaultWindow;
  return { ok: true, pattern: { source, elements, absent, ordered, window, sentences } };
}

/** Those that can be read: `rubric lint` names the others. */
export function compilePatterns(sources: readonly string[], glossary: Glossary): Pattern[] {
  return sources.flatMap((source) => {
    const reading = readPattern(source, glossary);
    return reading.ok ? [reading.pattern] : [];
  });
}

/** The alternatives, or the name of a set that is not there. */
export function readElement(text: string, glossary: Glossary): (readonly string[])[] | string {
  const alternatives: (readonly string[])[] = [];
  for (const [piece] of text.matchAll(/"[^"]*"|\{[^}]*\}|[^|"{}]+/g)) {
    if (piece.startsWith('{')) {
      const name = piece.slice(1, -1);
      const set = glossary.get(name);
      if (set === undefined) return name;
      alternatives.push(...set);
    } else alternatives.push(stemsOf(piece.replaceAll('"', '')));
  }
  return alternatives.filter((stems) => stems.length > 0);
}

/** Written as in an answer, so that `don't` and `event-loop` mean here what they mean there. */
function stemsOf(text: string): readonly string[] {
  return text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => (word === '#' ? word : stemOf(word)));
}
