export class PermanentError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentError';
  }
}

/** Answered to a client as it is. */
export class HttpError extends Error {
  constructor(
    status: number,
    detail: string,
    errors?: readonly { readonly pointer?: string; readonly parameter?: string; readonly detail: string }[],
  ) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
  readonly status: number;
  readonly errors: readonly object[] | undefined;
}
