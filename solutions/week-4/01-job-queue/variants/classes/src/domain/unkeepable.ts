/** What jsonb cannot hold, or what is nested too deep; told with pointers. Looks at one level after the other. */
export class Unkeepable {
  readonly #deepest: number;

  constructor(deepest: number) {
    this.#deepest = deepest;
  }

  find(root: unknown, pointer = ''): { pointer: string; detail: string } | undefined {
    let level: { pointer: string; value: unknown }[] = [{ pointer, value: root }];
    for (let depth = 0; level.length > 0; depth += 1) {
      const next: typeof level = [];
      for (const { pointer, value } of level) {
        if (typeof value === 'string' && !isText(value))
          return { pointer, detail: 'a text with NUL or half a character' };
        if (typeof value !== 'object' || value === null) continue;
        if (depth >= this.#deepest) return { pointer, detail: `more than ${this.#deepest} levels` };
        for (const [key, member] of Object.entries(value)) {
          if (!isText(key)) return { pointer, detail: 'a key with NUL or half a character' };
          next.push({ pointer: `${pointer}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`, value: member });
        }
      }
      level = next;
    }
    return undefined;
  }
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
