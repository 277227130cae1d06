export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`not now, in ${retryAfterMs} ms perhaps`);
    this.retryAfterMs = retryAfterMs;
  }
}

export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`no answer in ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}
