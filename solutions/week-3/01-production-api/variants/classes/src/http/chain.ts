import type { Middleware } from './types.ts';

/** Folds from the right: each middleware with all that follow it is one middleware. */
export function chain(...middleware: Middleware[]): Middleware {
  return middleware.reduceRight<Middleware>(
    (rest, first) => async (req, res, next) => {
      let entered = false;
      await first(req, res, async () => {
        if (entered) throw new Error('next was called before');
        entered = true;
        await rest(req, res, next);
      });
    },
    async (_req, _res, next) => next(),
  );
}
