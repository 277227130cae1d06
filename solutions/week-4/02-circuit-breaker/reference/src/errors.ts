export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  /** How long the breaker stays open at least; 0 where only the places for probes are taken. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(
      retryAfterMs > 0 ? `the circuit is open for another ${retryAfterMs} ms` : 'the circuit is being probed',
    );
    this.retryAfterMs = retryAfterMs;
  }
}

export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`the call took longer than ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}
