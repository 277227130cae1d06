import type { VerdictKind } from '../judge/verdict.ts';

/** How a verdict looks: a symbol and always a word, since neither a symbol nor a colour may be the only carrier. */
export interface Mark {
  readonly symbol: string;
  readonly word: string;
  readonly color: 'green' | 'red' | 'yellow' | 'magenta' | 'gray';
}

export function markOf(kind: VerdictKind, unicode: boolean): Mark {
  const { glyph, ascii, ...mark } = marks[kind];
  return { ...mark, symbol: unicode ? glyph : ascii };
}

const marks = {
  passed: { glyph: '✓', ascii: '+', word: 'passed', color: 'green' },
  failed: { glyph: '✗', ascii: 'x', word: 'failed', color: 'red' },
  blocked: { glyph: '◌', ascii: 'o', word: 'blocked', color: 'yellow' },
  inconclusive: { glyph: '?', ascii: '?', word: 'inconclusive', color: 'magenta' },
  'not-run': { glyph: '–', ascii: '-', word: 'not run', color: 'gray' },
} as const satisfies Record<
  VerdictKind,
  { glyph: string; ascii: string; word: string; color: Mark['color'] }
>;
