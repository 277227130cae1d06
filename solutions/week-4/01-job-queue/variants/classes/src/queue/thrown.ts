import type { AttemptError } from '../domain/job.ts';

/** Anything that can be thrown. Whatever it does when it is looked at, it has a name and a message. */
export class Thrown {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  get isPermanent(): boolean {
    return this.#member('name') === 'PermanentError';
  }

  describe(): AttemptError {
    return {
      name: clean(this.#member('name') ?? 'Error', 200),
      message: clean(this.#member('message') ?? this.#text(), 5000),
    };
  }

  #member(name: 'name' | 'message'): string | undefined {
    try {
      const value: unknown = (this.#value as Record<string, unknown>)[name];
      return typeof value === 'string' ? value : undefined;
    } catch {
      return undefined;
    }
  }

  #text(): string {
    try {
      return `${this.#value}`;
    } catch {
      return typeof this.#value;
    }
  }
}

/** jsonb has no NUL and no half characters. */
function clean(text: string, longest: number): string {
  return text.slice(0, longest).split('\0').join('').toWellFormed();
}
