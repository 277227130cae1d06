import type { Path } from './trees.ts';

/** The learner's module as the page describes it; nothing of it is sure. */
export interface Seam {
  updateAt(state: unknown, path: Path, change: (value: unknown) => unknown): unknown;
  readonly PathError: abstract new (...args: never) => Error;
  readonly Money: { of(amount: string, currency: string): Money };
  createRepository(): Repository;
}

export interface Money {
  readonly minor: unknown;
  readonly currency: unknown;
  plus(other: Money): Money;
  minus(other: Money): Money;
  times(count: number): Money;
  equals(other: unknown): unknown;
  key(): unknown;
  toString(): string;
}

export interface Repository {
  save(entity: unknown): void;
  get(id: string): unknown;
  list(): unknown;
}
