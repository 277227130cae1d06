import type { Token } from 'markdown-it';

/** A token with everything that stands between it and its closing token. */
export interface Node {
  readonly token: Token;
  readonly children: readonly Node[];
}

/** markdown-it gives a flat list of opening and closing tokens; pages are drawn from a tree. */
export function nest(tokens: readonly Token[]): readonly Node[] {
  const root: Node[] = [];
  const open: Node[][] = [root];
  for (const token of tokens) {
    if (token.nesting === -1) {
      open.pop();
      continue;
    }
    const children: Node[] = [];
    open.at(-1)?.push({ token, children });
    if (token.nesting === 1) open.push(children);
  }
  return root;
}
