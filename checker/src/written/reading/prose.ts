import MarkdownIt, { type Token } from 'markdown-it';

/** A paragraph, a list item, a heading, a cell; or a block of code. */
export interface Passage {
  readonly kind: 'prose' | 'code';
  /** Without marks of emphasis; code within a sentence stands between backquotes. */
  readonly text: string;
}

const markdown = new MarkdownIt('default', { html: false, linkify: false, maxNesting: 20 });

/** The passages that are the writer's own: what stands in a quotation (`>`) is somebody else's. */
export function passagesOf(text: string): Passage[] {
  const passages: Passage[] = [];
  let quoted = 0;
  for (const token of markdown.parse(text, {})) {
    if (token.type === 'blockquote_open') quoted += 1;
    else if (token.type === 'blockquote_close') quoted -= 1;
    else if (quoted > 0) continue;
    else if (token.type === 'fence' || token.type === 'code_block')
      passages.push({ kind: 'code', text: token.content });
    else if (token.type === 'inline') {
      const prose = (token.children ?? []).map(proseOf).join('').trim();
      if (prose !== '') passages.push({ kind: 'prose', text: prose });
    }
  }
  return passages;
}

function proseOf(token: Token): string {
  if (token.type === 'code_inline') return `\`${token.content}\``;
  if (token.type === 'softbreak') return ' ';
  if (token.type === 'hardbreak') return '. ';
  return token.type === 'text' || token.type === 'text_special' ? token.content : '';
}
