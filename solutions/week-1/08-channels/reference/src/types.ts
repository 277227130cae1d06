import type { Channel } from './channel.ts';

/** What a receive comes to: a value, or the news that the channel is closed and empty. */
export type Received<T> =
  | { readonly done: false; readonly value: T }
  | { readonly done: true; readonly value: undefined };

export type Case<T> = { readonly receive: Channel<T> } | { readonly send: Channel<T>; readonly value: T };

export interface Selected<T> {
  /** Of the case that was done, from 0. */
  readonly index: number;
  /** What `receive` would have resolved with; undefined for a send. */
  readonly result: Received<T> | undefined;
}
