import type { Ledger } from '../ledger.ts';
import type { ConnectionRecord, Mutable, Protocol } from '../records.ts';
import { createPostgresRecorder } from './postgres-recorder.ts';
import { createRedisRecorder } from './redis-recorder.ts';

/** Reads along. It keeps nothing of a chunk beyond the call: chunks are the socket's. */
export interface Recorder {
  fromClient(chunk: Buffer): void;
  fromServer(chunk: Buffer): void;
}

export function createRecorder(
  protocol: Protocol,
  connection: Mutable<ConnectionRecord>,
  ledger: Ledger,
): Recorder | null {
  switch (protocol) {
    case 'postgres':
      return createPostgresRecorder(connection, ledger);
    case 'redis':
      return createRedisRecorder(connection, ledger);
    case 'bytes':
      return null;
    default:
      return protocol satisfies never;
  }
}
