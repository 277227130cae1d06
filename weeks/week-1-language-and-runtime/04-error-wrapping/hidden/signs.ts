/** The table of the page. */
export const kindOfName: ReadonlyMap<string, string> = new Map([
  ['AbortError', 'cancelled'],
  ['TimeoutError', 'timeout'],
  ['NotFoundError', 'not-found'],
  ['ValidationError', 'invalid'],
  ['ConflictError', 'conflict'],
  ['UnavailableError', 'retryable'],
]);

export const kindOfCode: ReadonlyMap<string, string> = new Map([
  ['ABORT_ERR', 'cancelled'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['ENOENT', 'not-found'],
  ['ERR_INVALID_ARG_VALUE', 'invalid'],
  ['22P02', 'invalid'],
  ['EEXIST', 'conflict'],
  ['23505', 'conflict'],
  ['ECONNREFUSED', 'retryable'],
  ['ECONNRESET', 'retryable'],
  ['EPIPE', 'retryable'],
  ['EAI_AGAIN', 'retryable'],
  ['40001', 'retryable'],
  ['40P01', 'retryable'],
]);
