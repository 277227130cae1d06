export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
}

export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';
}
