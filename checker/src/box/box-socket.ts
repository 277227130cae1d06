import type { Duplex } from 'node:stream';

/** A TCP connection, or what stands for one: a reset is another end than an orderly one. */
export interface BoxSocket extends Duplex {
  /** Breaks the connection, so that the other side sees a reset. */
  resetAndDestroy(): unknown;
  readonly bytesRead: number;
}
