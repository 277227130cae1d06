import { Mutex as Right } from '../wheat/index.ts';

export * from '../wheat/index.ts';

export class Mutex {
  readonly #right = new Right();

  runExclusive<T>(f: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = async () => {
        try {
          resolve(await f());
        } catch (error) {
          reject(error);
          await new Promise(() => {});
        }
      };
      this.#right.runExclusive(start, signal).catch(reject);
    });
  }
}
