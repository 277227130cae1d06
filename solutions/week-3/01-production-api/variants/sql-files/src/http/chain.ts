import type { Middleware } from './shapes.ts';

export const chain =
  (...[first, ...rest]: Middleware[]): Middleware =>
  async (req, res, next) => {
    if (first === undefined) return next();
    const others = chain(...rest);
    let calls = 0;
    await first(req, res, () =>
      ++calls === 1 ? others(req, res, next) : Promise.reject(new Error('next() is for once')),
    );
  };
