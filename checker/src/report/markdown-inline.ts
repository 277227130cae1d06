import type { Token } from 'markdown-it';
import type { Page } from './markdown-page.ts';
import { sanitizeLine } from './sanitize.ts';

/** The text of one paragraph, heading or cell: emphasis by colour where there is one, links as `text (address)`. */
export function renderInline(tokens: readonly Token[], page: Page): string {
  let text = '';
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index];
    if (token === undefined) break;
    const end = token.nesting === 1 ? closing(tokens, index) : index;
    text += renderSpan(token, tokens.slice(index + 1, end), page);
    index = end + 1;
  }
  return text;
}

function renderSpan(token: Token, inner: readonly Token[], page: Page): string {
  const { chalk } = page;
  switch (token.type) {
    case 'strong_open':
      return chalk.bold(renderInline(inner, page));
    case 'em_open':
      return chalk.italic(renderInline(inner, page));
    case 's_open':
      return chalk.strikethrough(renderInline(inner, page));
    case 'link_open':
      return renderLink(renderInline(inner, page), String(token.attrGet('href') ?? ''), page);
    case 'image':
      return `[picture: ${sanitizeLine(token.content)}]`;
    case 'code_inline':
      return chalk.level > 0 ? chalk.cyan(sanitizeLine(token.content)) : `\`${sanitizeLine(token.content)}\``;
    case 'softbreak':
      return ' ';
    case 'hardbreak':
      return '\n';
    case 'html_inline':
      return /^<br\s*\/?>$/i.test(token.content) ? '\n' : '';
    case 'text':
    case 'text_special':
      return sanitizeLine(token.content);
    default:
      return renderInline(inner, page);
  }
}

/** An anchor on the same page leads nowhere in a terminal; an address that is its own text stands once. */
function renderLink(text: string, href: string, page: Page): string {
  const address = sanitizeLine(href);
  if (address === '' || address.startsWith('#') || address === text) return text;
  return `${page.chalk.underline(text)} ${page.chalk.gray(`(${address})`)}`;
}

function closing(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; index < tokens.length; index += 1) {
    depth += tokens[index]?.nesting ?? 0;
    if (depth === 0) return index;
  }
  return tokens.length;
}
