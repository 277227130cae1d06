interface Node {
  readonly key: string;
  readonly value: string;
  readonly cost: number;
  newer: Node | null;
  older: Node | null;
}

/** A Map to find entries by, and a list from the newest use to the oldest. */
export class LinkedCache {
  readonly #limit: number;
  readonly #nodes = new Map<string, Node>();
  #newest: Node | null = null;
  #oldest: Node | null = null;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#nodes.size;
  }

  has(key: string): boolean {
    return this.#nodes.has(key);
  }

  get(key: string): string | undefined {
    const node = this.#nodes.get(key);
    if (node === undefined) return undefined;
    this.#unlink(node);
    this.#linkNewest(node);
    return node.value;
  }

  set(key: string, value: string): boolean {
    this.delete(key);
    const encoder = new TextEncoder();
    const cost = encoder.encode(key).length + encoder.encode(value).length;
    if (cost > this.#limit) return false;
    while (this.#oldest !== null && this.#bytes + cost > this.#limit) this.delete(this.#oldest.key);
    const node: Node = { key, value, cost, newer: null, older: null };
    this.#nodes.set(key, node);
    this.#bytes += cost;
    this.#linkNewest(node);
    return true;
  }

  delete(key: string): boolean {
    const node = this.#nodes.get(key);
    if (node === undefined) return false;
    this.#nodes.delete(key);
    this.#bytes -= node.cost;
    this.#unlink(node);
    return true;
  }

  #linkNewest(node: Node): void {
    node.older = this.#newest;
    node.newer = null;
    if (this.#newest !== null) this.#newest.newer = node;
    this.#newest = node;
    this.#oldest ??= node;
  }

  #unlink(node: Node): void {
    if (node.newer === null) this.#newest = node.older;
    else node.newer.older = node.older;
    if (node.older === null) this.#oldest = node.newer;
    else node.older.newer = node.newer;
  }
}
