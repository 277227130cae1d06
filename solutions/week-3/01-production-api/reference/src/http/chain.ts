import type { IncomingMessage, ServerResponse } from 'node:http';

export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => Promise<void>,
) => Promise<void>;

/** Functions around functions: each runs before and after all that follow it. */
export function chain(...middleware: Middleware[]): Middleware {
  return (req, res, last) => {
    // `async` turns a synchronous throw into a rejection. All state is in the parameters: many requests run at once.
    const run = async (index: number): Promise<void> => {
      const current = middleware[index];
      if (current === undefined) return last();
      let called = false;
      return current(req, res, async () => {
        if (called) throw new Error('next() was called twice');
        called = true;
        return run(index + 1);
      });
    };
    return run(0);
  };
}
