import type { Seam } from './seam.ts';

export type Environment = Readonly<Record<string, string>>;

export type Loaded =
  | {
      readonly kind: 'config';
      /** As JSON can say it: what is undefined is left out. */
      readonly config: unknown;
      /** The names that were read. */
      readonly read: readonly string[];
      /** How it looked at the environment as a whole, such as `ownKeys`. */
      readonly whole: readonly string[];
    }
  | { readonly kind: 'error'; readonly variables: unknown; readonly message: unknown; readonly told: string };

/** Hands over an environment that notes what is asked of it. */
export function loadIt(seam: Seam, env: Environment): Loaded {
  const read = new Set<string>();
  const whole = new Set<string>();
  const watched = new Proxy(
    { ...env },
    {
      get(target, name) {
        if (typeof name === 'string') read.add(name);
        return Reflect.get(target, name);
      },
      has(target, name) {
        if (typeof name === 'string') read.add(name);
        return Reflect.has(target, name);
      },
      getOwnPropertyDescriptor(target, name) {
        if (typeof name === 'string') read.add(name);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
      ownKeys(target) {
        whole.add('lists its names');
        return Reflect.ownKeys(target);
      },
    },
  );
  try {
    const config = seam.loadConfig(watched);
    return { kind: 'config', config, read: [...read], whole: [...whole] };
  } catch (error) {
    const { variables, message } = (error ?? {}) as {
      readonly variables?: unknown;
      readonly message?: unknown;
    };
    return { kind: 'error', variables, message, told: tell(error) };
  }
}

function tell(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error);
}
