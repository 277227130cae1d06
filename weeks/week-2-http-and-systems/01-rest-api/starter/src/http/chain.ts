import type { IncomingMessage, ServerResponse } from 'node:http';

export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => Promise<void>,
) => Promise<void>;

export function chain(...middleware: Middleware[]): Middleware {
  return async () => {
    throw new Error(`not written yet: a chain of ${middleware.length}`);
  };
}
