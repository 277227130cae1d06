import type { Precondition } from '../domain/model.ts';

/** What an If-Match or an If-None-Match says. */
export class EntityTags implements Precondition {
  readonly #any: boolean;
  readonly #tags: readonly string[];

  private constructor(any: boolean, tags: readonly string[]) {
    this.#any = any;
    this.#tags = tags;
  }

  static parse(header: string | undefined): EntityTags | undefined {
    const text = (header ?? '').trim();
    if (text === '') return undefined;
    if (text === '*') return new EntityTags(true, []);
    return new EntityTags(false, EntityTags.#split(text));
  }

  static any(): EntityTags {
    return new EntityTags(true, []);
  }

  /** Reads tag by tag; at the first that is none, nothing of the list counts. */
  static #split(text: string): string[] {
    const tag = /[ \t]*((?:W\/)?"[!\x23-\x7e\x80-\xff]*")[ \t]*(,|$)/y;
    const tags: string[] = [];
    while (tag.lastIndex < text.length) {
      const found = tag.exec(text)?.[1];
      if (found === undefined) return [];
      tags.push(found);
    }
    return text.endsWith(',') ? [] : tags;
  }

  allows(etag: string): boolean {
    return this.#any || this.#tags.includes(etag);
  }

  allowsWeakly(etag: string): boolean {
    return this.#any || this.#tags.some((tag) => tag.replace(/^W\//, '') === etag);
  }
}
