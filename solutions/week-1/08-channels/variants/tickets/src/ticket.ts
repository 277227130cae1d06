/**
 * What a call that waits holds: one ticket, however many lines it stands in. A ticket is used once; the first who uses it has
 * the call, and everybody who comes later is told no.
 */
export class Ticket<R> {
  readonly promise: Promise<R>;
  private resolve!: (result: R) => void;
  private reject!: (error: unknown) => void;
  private lines: (() => void)[] = [];
  private signal: AbortSignal | undefined;
  private used = false;

  constructor(signal: AbortSignal | undefined) {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.signal = signal;
    signal?.addEventListener('abort', this, { once: true });
  }

  handleEvent(): void {
    const reason: unknown = this.signal?.reason;
    if (this.use()) this.reject(reason);
  }

  /** Remembers how to leave a line that was joined. */
  stands(leave: () => void): void {
    this.lines.push(leave);
  }

  succeed(result: R): void {
    if (this.use()) this.resolve(result);
  }

  refuse(error: Error): void {
    if (this.use()) this.reject(error);
  }

  private use(): boolean {
    if (this.used) return false;
    this.used = true;
    this.signal?.removeEventListener('abort', this);
    this.signal = undefined;
    const lines = this.lines;
    this.lines = [];
    for (const leave of lines) leave();
    return true;
  }
}
