import type { Middleware } from './types.ts';

/** One middleware that runs the given ones in order, each around all that follow. */
export function chain(...middleware: Middleware[]): Middleware {
  const whole: Middleware = (_req, _res, next) => next();
  return middleware.reduceRight((rest, each) => around(each, rest), settled(whole));
}

function around(outer: Middleware, inner: Middleware): Middleware {
  return settled((req, res, next) => {
    let called = false;
    return outer(req, res, () => {
      if (called) return Promise.reject(new Error('next() was called twice'));
      called = true;
      return inner(req, res, next);
    });
  });
}

/** What it throws at once becomes a rejection. */
function settled(middleware: Middleware): Middleware {
  return async (req, res, next) => {
    await middleware(req, res, next);
  };
}
