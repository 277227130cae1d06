import { Chalk } from 'chalk';
import MarkdownIt from 'markdown-it';
import stringWidth from 'string-width';
import { fold, screen, spaces, wrap } from './layout.ts';
import { renderInline } from './markdown-inline.ts';
import type { Page } from './markdown-page.ts';
import { renderTable } from './markdown-table.ts';
import { type Node, nest } from './markdown-tree.ts';
import { sanitize } from './sanitize.ts';

export interface MarkdownOptions {
  readonly columns: number;
  /** For code and drawings, where they may be wider than text that is to be read. */
  readonly codeColumns?: number;
  readonly color: boolean;
  /** Default true; false draws with ASCII only (the text itself stays as it is). */
  readonly unicode?: boolean;
}

/**
 * A Markdown page for a terminal. HTML comments and tags are dropped, their text stays; code is folded but never joined, so
 * that commands can be copied where they fit; a table that does not fit becomes a list of its rows.
 */
export function renderMarkdown(text: string, options: MarkdownOptions): string {
  const tokens = new MarkdownIt({ html: true }).parse(text, {});
  const chalk = new Chalk({ level: options.color ? 1 : 0 });
  const columns = Math.max(20, options.columns);
  const codeColumns = Math.max(columns, options.codeColumns ?? 0);
  const page = { columns, codeColumns, chalk, unicode: options.unicode ?? true };
  return screen(renderBlocks(nest(tokens), page));
}

/** How wide a terminal has to be for all code and drawings of a page. */
export function codeWidth(text: string): number {
  const code = new MarkdownIt({ html: true })
    .parse(text, {})
    .filter(({ type }) => /^(fence|code_block)$/.test(type));
  return Math.max(0, ...code.flatMap(({ content }) => content.split('\n')).map((line) => stringWidth(line)));
}

function renderBlocks(nodes: readonly Node[], page: Page): string[] {
  const blocks = nodes.map((node) => ({ lines: renderBlock(node, page), tight: node.token.hidden }));
  const shown = blocks.filter((block) => block.lines.length > 0);
  return shown.flatMap(({ lines, tight }, index) => (index === 0 || tight ? lines : ['', ...lines]));
}

function renderBlock(node: Node, page: Page): string[] {
  const { token, children } = node;
  switch (token.type) {
    case 'inline':
      return wrap(renderInline(token.children ?? [], page), page.columns);
    case 'heading_open':
      return renderHeading(node, page);
    case 'bullet_list_open':
    case 'ordered_list_open':
      return renderList(node, page);
    case 'blockquote_open':
      return prefixed(page.unicode ? '│ ' : '> ', children, page);
    case 'fence':
    case 'code_block':
      return renderCode(token.content, page);
    case 'table_open':
      return renderTable(node, page);
    case 'hr':
      return [page.chalk.gray((page.unicode ? '─' : '-').repeat(Math.min(page.columns, 40)))];
    case 'html_block':
      return renderHtml(token.content, page);
    default:
      return renderBlocks(children, page);
  }
}

/** Indented, less where a line needs the room, so that diagrams stay whole. */
function renderCode(code: string, { codeColumns: columns, chalk }: Page): string[] {
  const text = sanitize(code.trimEnd().replaceAll('\t', '  '));
  const widest = Math.max(...text.split('\n').map((line) => stringWidth(line)));
  const indent = spaces(Math.min(4, Math.max(0, columns - widest)));
  return fold(text, columns).map((line) => (line === '' ? '' : indent + chalk.cyan(line)));
}

function renderHeading({ token, children }: Node, page: Page): string[] {
  const level = Number(token.tag.slice(1));
  const text = renderInline(children[0]?.token.children ?? [], page);
  if (level > 2)
    return wrap(page.chalk.level > 0 ? page.chalk.bold(text) : `${token.markup} ${text}`, page.columns);
  const lines = wrap(page.chalk.bold(text), page.columns);
  const width = Math.max(...lines.map((line) => stringWidth(line)));
  return [...lines, page.chalk.gray((level === 1 ? '=' : '-').repeat(width))];
}

function renderList({ token, children }: Node, page: Page): string[] {
  const start = Number(token.attrGet('start') ?? 1);
  const bullet = (index: number) =>
    token.type === 'ordered_list_open' ? `${start + index}. ` : page.unicode ? '• ' : '- ';
  const width = Math.max(...children.map((_, index) => bullet(index).length));
  return children.flatMap((item, index) => {
    const loose = item.children.some((child) => child.token.type === 'paragraph_open' && !child.token.hidden);
    const lines = prefixed(bullet(index).padStart(width), tightened(item.children), page, spaces(width));
    return loose && index > 0 ? ['', ...lines] : lines;
  });
}

/** A list inside a tight list stands close to its item's text. */
function tightened(nodes: readonly Node[]): readonly Node[] {
  const tight = nodes.some((node) => node.token.hidden);
  if (tight) for (const node of nodes) if (node.token.type.endsWith('_list_open')) node.token.hidden = true;
  return nodes;
}

function prefixed(first: string, nodes: readonly Node[], page: Page, rest = first): string[] {
  const columns = Math.max(12, page.columns - first.length);
  const codeColumns = Math.max(12, page.codeColumns - first.length);
  const lines = renderBlocks(nodes, { ...page, columns, codeColumns });
  return (lines.length === 0 ? [''] : lines).map((line, index) => (index === 0 ? first : rest) + line);
}

function renderHtml(html: string, page: Page): string[] {
  const text = html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>/g, '')
    .trim();
  return text === '' ? [] : wrap(sanitize(text), page.columns);
}
