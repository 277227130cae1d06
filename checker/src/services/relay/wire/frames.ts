/**
 * Cuts one direction of a PostgreSQL connection into its messages: a type byte, a length that counts itself, the body
 * ("Message Formats" in PostgreSQL's manual). A client's first messages have no type byte; they are told with type 0.
 *
 * `pg-protocol` reads the server's messages alone, and holds each of them whole; here a message may be of a gigabyte, so only
 * as much of a body is kept as the reader wants, and nothing of a message that nobody asks for.
 */
export interface FrameReader {
  /** Says why, if the bytes cannot be messages; must not be called again after that. */
  read(chunk: Buffer): string | null;
  /** For a client's first messages false, and true from there on. */
  setTyped(typed: boolean): void;
  /** The next byte stands alone: the server's answer to a request for encryption. */
  expectSingleByte(): void;
}

export interface FrameOptions {
  readonly typed: boolean;
  /** How many bytes of a body of that type are wanted; null: none, and the message need not be told. -1: no such type. */
  wanted(type: number): number | null;
  /** The body's first bytes stand in `source` from `start` to `end`, for this call alone. Says why it makes no sense. */
  onFrame(type: number, source: Buffer, start: number, end: number, bodyBytes: number): string | null;
  onSingleByte?(byte: number): string | null;
}

/** PostgreSQL refuses messages from a gigabyte on. */
const longest = 0x40000000;

export function createFrameReader(options: FrameOptions): FrameReader {
  let typed = options.typed;
  let single = 0;
  const header = Buffer.alloc(5);
  let headerBytes = 0;
  /** Of a body that goes on in the next chunk. */
  let type = 0;
  let bodyBytes = 0;
  let bodyLeft = 0;
  let excerpt: Buffer | null = null;
  let excerptBytes = 0;

  /** Returns the place after what was read of the body, or why it is none. */
  const begin = (chunk: Buffer, at: number, frameType: number, length: number): number | string => {
    if (length < 4 || length - 4 > longest) return `a message of ${length} bytes`;
    const body = length - 4;
    const wanted = options.wanted(frameType);
    if (wanted === -1) return `a message of type ${frameType}`;
    const rest = chunk.length - at;
    if (rest >= body) {
      const end = at + body;
      if (wanted === null) return end;
      return options.onFrame(frameType, chunk, at, at + Math.min(wanted, body), body) ?? end;
    }
    type = frameType;
    bodyBytes = body;
    bodyLeft = body - rest;
    excerpt = wanted === null ? null : Buffer.allocUnsafe(Math.min(wanted, body));
    excerptBytes = excerpt === null ? 0 : chunk.copy(excerpt, 0, at);
    return chunk.length;
  };
  const goOn = (chunk: Buffer, at: number): number | string => {
    const taken = Math.min(bodyLeft, chunk.length - at);
    if (excerpt !== null) excerptBytes += chunk.copy(excerpt, excerptBytes, at, at + taken);
    bodyLeft -= taken;
    if (bodyLeft > 0 || excerpt === null) return at + taken;
    const whole = excerpt;
    excerpt = null;
    return options.onFrame(type, whole, 0, whole.length, bodyBytes) ?? at + taken;
  };
  const step = (chunk: Buffer, at: number): number | string => {
    if (bodyLeft > 0) return goOn(chunk, at);
    // An error instead of the single byte is a whole message.
    if (single > 0 && headerBytes === 0 && chunk[at] !== errorResponse) {
      single -= 1;
      return options.onSingleByte?.(chunk[at] ?? 0) ?? at + 1;
    }
    const size = typed ? 5 : 4;
    if (headerBytes === 0 && chunk.length - at >= size) {
      const frameType = typed ? (chunk[at] ?? 0) : 0;
      return begin(chunk, at + size, frameType, chunk.readInt32BE(at + size - 4));
    }
    const taken = chunk.copy(header, headerBytes, at, Math.min(chunk.length, at + size - headerBytes));
    headerBytes += taken;
    if (headerBytes < size) return chunk.length;
    headerBytes = 0;
    return begin(chunk, at + taken, typed ? (header[0] ?? 0) : 0, header.readInt32BE(size - 4));
  };
  return {
    read(chunk) {
      let at = 0;
      while (at < chunk.length) {
        const next = step(chunk, at);
        if (typeof next === 'string') return next;
        at = next;
      }
      return null;
    },
    setTyped(next) {
      typed = next;
    },
    expectSingleByte() {
      single += 1;
    },
  };
}

const errorResponse = 'E'.charCodeAt(0);
