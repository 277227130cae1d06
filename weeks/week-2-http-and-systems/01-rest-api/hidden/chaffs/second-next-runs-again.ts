import type { Middleware } from '../wheat/types.ts';

export * from '../wheat/index.ts';

export function chain(...middleware: Middleware[]): Middleware {
  return async (req, res, next) => {
    const run = async (at: number): Promise<void> => {
      const each = middleware[at];
      await (each === undefined ? next() : each(req, res, () => run(at + 1)));
    };
    await run(0);
  };
}
