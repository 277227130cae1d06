import { type IpcSocketConnectOpts, Socket, type TcpSocketConnectOpts } from 'node:net';
import type { BoxSocket } from '../../box/box-socket.ts';
import {
  combine,
  delayed,
  expectNumber,
  type Faults,
  type FaultVerbs,
  noFaults,
  throttled,
} from './faults.ts';
import { createLane } from './lane.ts';
import type { Ledger } from './ledger.ts';
import type { ConnectionEnd, ConnectionRecord, Mutable } from './records.ts';
import type { Recorder } from './wire/recorder.ts';

export type Upstream = { readonly host: string; readonly port: number } | { readonly path: string };

export interface RelayConnection extends FaultVerbs {
  readonly record: ConnectionRecord;
  /** Lifts what was done to this connection alone. */
  restore(): void;
  /** Bytes that came and have not left, in each direction. */
  kept(): { readonly requests: number; readonly replies: number };
}

/** What the relay itself does with a connection. */
export interface OwnedConnection extends RelayConnection {
  /** What the relay does to all its connections. */
  setAll(faults: Faults): void;
  limitReplies(bytes: number | null): void;
  liftOwn(): void;
  end(by: 'cut' | 'relay'): void;
  readonly closed: Promise<void>;
}

/**
 * Two sockets and the two lanes between them. Every connection has one end, and who lets go first names it: what follows
 * from that on the other side is no second end.
 */
export function relayConnection(options: {
  readonly client: BoxSocket;
  readonly to: Upstream;
  readonly record: Mutable<ConnectionRecord>;
  readonly recorder: Recorder | null;
  readonly ledger: Ledger;
}): OwnedConnection {
  const { client, to, record, recorder, ledger } = options;
  const { now } = ledger;
  const server = new Socket({ allowHalfOpen: true });
  const closed = Promise.withResolvers<void>();
  let all = noFaults;
  let own = noFaults;
  let dialled = false;
  let connected = false;
  let open = 2;

  const ends = (by: ConnectionEnd['by'], reset: boolean) => {
    if (record.ended !== null) return;
    record.ended = { by, reset, at: now(), order: ledger.next() };
    ledger.tell({ kind: 'ended', connection: record });
  };
  const breakBoth = (by: ConnectionEnd['by']) => {
    ends(by, true);
    requests.discard();
    replies.discard();
    breakClient();
    // The relay closes now; else a reset follows the connect that is under way.
    if (by === 'relay' && server.connecting) server.destroy();
    else breakServer();
  };
  const breakClient = () => {
    if (!client.destroyed) reset(client);
  };
  const breakServer = () => {
    // A Unix socket knows no reset.
    if ('path' in to || !dialled) server.destroy();
    else if (!server.destroyed) reset(server);
  };
  const gone = () => {
    open -= 1;
    if (open > 0) return;
    record.closedAt = now();
    ledger.look();
    closed.resolve();
  };
  const requests = createLane({
    from: client,
    to: server,
    now,
    resetReceiver: breakServer,
    onDropped: () => {},
  });
  const replies = createLane({
    from: server,
    to: client,
    now,
    resetReceiver: breakClient,
    onDropped: () => breakBoth('dropped'),
  });
  const apply = () => {
    const faults = combine(all, own);
    const bytesPerSecond = faults.bytesPerSecond;
    if (!faults.hung && !dialled && !client.destroyed) dial();
    requests.set({ held: faults.hung || !dialled, delayMs: faults.requestsDelayMs, bytesPerSecond });
    replies.set({ held: faults.hung || faults.repliesHeld, delayMs: faults.repliesDelayMs, bytesPerSecond });
  };
  const dial = () => {
    dialled = true;
    server.connect(to as TcpSocketConnectOpts | IpcSocketConnectOpts);
  };

  client.on('data', (chunk: Buffer) => {
    requests.pass(chunk);
    // Read after it was sent on: the server works meanwhile.
    record.bytesFromClient += chunk.length;
    recorder?.fromClient(chunk);
    ledger.look();
  });
  server.on('data', (chunk: Buffer) => {
    replies.pass(chunk);
    record.bytesFromServer += chunk.length;
    recorder?.fromServer(chunk);
    ledger.look();
  });
  client.on('end', () => {
    ends('client', false);
    requests.end();
  });
  server.on('end', () => {
    ends('server', false);
    replies.end();
  });
  client.on('error', () => {
    ends('client', true);
    requests.reset();
  });
  server.on('error', () => {
    ends(connected ? 'server' : 'unreachable', true);
    replies.reset();
  });
  client.on('close', () => {
    replies.discard();
    if (!dialled) server.destroy();
    gone();
  });
  server.on('close', () => {
    requests.discard();
    gone();
  });
  server.on('connect', () => {
    connected = true;
    if (!('path' in to)) server.setNoDelay(true);
  });

  const setOwn = (verb: string, faults: Faults) => {
    own = faults;
    ledger.tell({ kind: 'fault', connection: record.id, verb });
    apply();
  };
  return {
    record,
    closed: closed.promise,
    setAll(faults) {
      all = faults;
      apply();
    },
    limitReplies: replies.dropAfter,
    liftOwn() {
      own = noFaults;
    },
    end: breakBoth,
    kept: () => ({ requests: requests.kept(), replies: replies.kept() }),
    cut() {
      ledger.tell({ kind: 'fault', connection: record.id, verb: 'cut' });
      breakBoth('cut');
    },
    hang: () => setOwn('hang', { ...own, hung: true }),
    holdReplies: () => setOwn('hold replies', { ...own, repliesHeld: true }),
    releaseReplies: () => setOwn('release replies', { ...own, repliesHeld: false }),
    delay: (ms, delayOptions) => setOwn(`delay ${ms} ms`, delayed(own, ms, delayOptions)),
    throttle: (rate) => setOwn(`throttle ${rate} bytes/s`, throttled(own, rate)),
    dropAfter(bytes) {
      expectNumber('dropAfter', bytes, 0);
      replies.dropAfter(bytes);
      setOwn(`drop after ${bytes} bytes`, own);
    },
    restore() {
      replies.dropAfter(null);
      setOwn('restore', noFaults);
    },
  };
}

/** A socket whose end is on its way cannot be reset any more: libuv refuses it, and Node's socket then never closes. */
function reset(socket: BoxSocket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
