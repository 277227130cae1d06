import type { Reader, Writer } from './ends.ts';

class Tee {
  readonly #from: Reader;
  readonly #also: Writer;

  constructor(from: Reader, also: Writer) {
    this.#from = from;
    this.#also = also;
  }

  async read(): Promise<Uint8Array | null> {
    const piece = await this.#from.read();
    if (piece) await this.#also.write(piece);
    return piece;
  }
}

class Limited {
  readonly #from: Reader;
  readonly #bytes: number;
  #given = 0;

  constructor(from: Reader, bytes: number) {
    if (!(Number.isSafeInteger(bytes) && bytes >= 0)) throw new RangeError(`${bytes} bytes make no limit`);
    this.#from = from;
    this.#bytes = bytes;
  }

  async read(): Promise<Uint8Array | null> {
    const left = this.#bytes - this.#given;
    if (left <= 0) return null;
    const piece = await this.#from.read();
    if (!piece) return null;
    const shown = piece.length > left ? new Uint8Array(piece.buffer, piece.byteOffset, left) : piece;
    this.#given += shown.length;
    return shown;
  }
}

export function tee(from: Reader, also: Writer): Tee {
  return new Tee(from, also);
}

export function limit(from: Reader, bytes: number): Limited {
  return new Limited(from, bytes);
}
