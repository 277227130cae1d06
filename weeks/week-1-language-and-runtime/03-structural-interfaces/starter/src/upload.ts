/** What a browser sends us, in pieces. */
export class Upload {
  readonly #next: () => Promise<Uint8Array | null>;

  constructor(next: () => Promise<Uint8Array | null>) {
    this.#next = next;
  }

  /** The next piece, null at the end. An arrow function, since `copy` did not work with a method. */
  readonly read = (): Promise<Uint8Array | null> => this.#next();
}
