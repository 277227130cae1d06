/** HTTP as a hidden test speaks it: to the learner's service, or to a server that the driver has opened in the box. */
export interface Http {
  /** A client of whatever listens there; its connections end with the scenario. */
  to(address: { readonly host?: string; readonly port: number }): HttpClient;
  /** The port in the box that leads to one of the hidden test's own, on 127.0.0.1. */
  lead(port: number): Promise<number>;
}

export interface HttpClient {
  /** `http://127.0.0.1:34567` */
  readonly origin: string;
  /**
   * Sends and waits for the whole response. Without one the requirement fails, with what happened instead. Connections are
   * kept and used again, as many as there are requests at once.
   */
  request(method: string, target: string, options?: RequestOptions): Promise<Reply>;
  /** As `request`, but tells what happened instead of a response. */
  attempt(method: string, target: string, options?: RequestOptions): Promise<Reply | NoReply>;
  /** A connection of its own, for bytes that no client would send and for looking at when it is closed. */
  connect(options?: ConnectOptions): Promise<RawConnection>;
  /** The origin for a client of the judge's that makes its connections itself; what is refused is reset there. */
  reach(): Promise<string>;
}

export interface ConnectOptions {
  /** Another address of this machine's to come from, such as 127.0.0.2, which Linux has and macOS has not. */
  readonly from?: string;
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON, with `content-type: application/json` unless `headers` says otherwise. */
  readonly json?: unknown;
  /** Sent as it is. An iterable is sent in chunks, as it comes. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Leaves as a client leaves: the connection is closed. */
  readonly signal?: AbortSignal;
  /** Default 10,000. */
  readonly patienceMs?: number;
  /** Where not false, the request stands in the transcript that a failure shows. Set it false in loops of many. */
  readonly transcript?: boolean;
  /** Draws the request as an interval in this lane of the trace. */
  readonly lane?: string;
  /** Default 16 MiB. What is longer is not read on, and is no reply. */
  readonly longestBodyBytes?: number;
}

export interface Reply {
  readonly kind: 'reply';
  readonly method: string;
  readonly target: string;
  readonly status: number;
  /** Names in lower case; of a repeated header all values, joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
  /** Milliseconds since the scenario began. */
  readonly sentAtMs: number;
  readonly cameAtMs: number;
}

export interface NoReply {
  readonly kind: 'none';
  readonly method: string;
  readonly target: string;
  readonly why:
    | 'refused'
    | 'reset'
    | 'closed'
    /** What came is no HTTP. */
    | 'malformed'
    | 'patience'
    /** By the request's own signal. */
    | 'left'
    | 'too-long';
  /** As part of a sentence: `the connection was reset`. */
  readonly told: string;
  readonly sentAtMs: number;
  readonly cameAtMs: number;
}

export interface RawConnection extends AsyncDisposable {
  /** Resolves when the bytes are handed to the system, or the connection is closed. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** Closes the judge's side, as a client that has said all. */
  end(): void;
  /** Resets it, as a client that crashed. */
  reset(): void;
  /** All that came so far, one byte a character. Past 64 MiB nothing more is read. */
  received(): string;
  /** The responses that have come whole so far, in order; interim ones (1xx) too. */
  responses(): readonly RawResponse[];
  /** Waits until so many final responses have come whole; false past the patience or at the end of the connection. */
  gotResponses(count: number, patienceMs?: number): Promise<boolean>;
  /** How the other side closed it: waits for it; null past the patience. */
  closed(patienceMs?: number): Promise<'ended' | 'reset' | null>;
  /** The judge reads nothing until `resume`, as a client that is slow. */
  pause(): void;
  resume(): void;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
