import type { BoxSocket } from '../../box/box-socket.ts';
import { type OwnedConnection, type RelayConnection, relayConnection, type Upstream } from './connection.ts';
import { type Doorway, type OpenDoorway, openLoopbackDoorway } from './doorway.ts';
import { delayed, expectNumber, type Faults, type FaultVerbs, noFaults, throttled } from './faults.ts';
import { createLedger } from './ledger.ts';
import type { Command, ConnectionRecord, Mark, Protocol, RelayEvent, Statement } from './records.ts';
import { newConnectionRecord } from './records.ts';
import { countSessions, type Sessions } from './sessions.ts';
import { createRecorder } from './wire/recorder.ts';

export interface RelayOptions {
  /** The server. It is connected to once for each connection that comes in. */
  readonly to: Upstream;
  readonly protocol: Protocol;
  /** Milliseconds of a clock that never goes back: for the times in the record, and for `delay` and `throttle`. */
  readonly now: () => number;
  /** Closes the relay. */
  readonly signal?: AbortSignal;
  readonly openDoorway?: OpenDoorway;
}

export interface Which {
  /** Only what was recorded after that mark. */
  readonly since?: Mark;
  readonly connection?: number;
}

/** The verbs of the relay hold for all connections, and for those that come later, until `restore()`. */
export interface Relay extends FaultVerbs, AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** New connections are refused by the system; with `cut` those that stand are cut as well. */
  refuse(options?: { readonly cut?: boolean }): Promise<void>;
  /** Lifts every fault, also of single connections, and lets in again on the same port. */
  restore(): Promise<void>;

  connections(which?: Which): readonly ConnectionRecord[];
  /** To do something to one connection. */
  connection(id: number): RelayConnection | undefined;
  sessions(which?: Pick<Which, 'since'>): Sessions;
  statements(which?: Which): readonly Statement[];
  commands(which?: Which): readonly Command[];
  mark(): Mark;
  /** Looks at `predicate` now and whenever something came, until it holds. Rejects with the signal's reason. */
  until(predicate: () => boolean, signal: AbortSignal): Promise<void>;
  /** The listener is called while the bytes are read: what it does to a connection meets the reply to them. */
  listen(listener: (event: RelayEvent) => void): Disposable;
}

/** A relay on 127.0.0.1, at a port that the system chooses, in front of a server. */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const { to, protocol, now, signal, openDoorway = openLoopbackDoorway } = options;
  signal?.throwIfAborted();
  const ledger = createLedger(now);
  const live = new Map<number, OwnedConnection>();
  let faults = noFaults;
  let limit: number | null = null;
  let closing: Promise<void> | null = null;

  const accept = (client: BoxSocket) => {
    if (closing !== null) return void client.destroy();
    const record = newConnectionRecord(ledger.connections.length + 1, ledger.next(), now());
    const recorder = createRecorder(protocol, record, ledger);
    const connection = relayConnection({ client, to, record, recorder, ledger });
    live.set(record.id, connection);
    void connection.closed.then(() => live.delete(record.id));
    connection.limitReplies(limit);
    ledger.addConnection(record);
    if (protocol !== 'postgres') ledger.addSession(record);
    connection.setAll(faults);
  };
  const doorway: Doorway = await openDoorway(accept);

  const told = (verb: string) => ledger.tell({ kind: 'fault', connection: null, verb });
  const set = (verb: string, next: Faults) => {
    faults = next;
    told(verb);
    for (const connection of live.values()) connection.setAll(faults);
  };
  const limitReplies = (bytes: number | null) => {
    limit = bytes;
    for (const connection of live.values()) connection.limitReplies(bytes);
  };
  const cut = () => {
    told('cut');
    for (const connection of live.values()) connection.end('cut');
  };
  const close = async () => {
    signal?.removeEventListener('abort', dispose);
    const sockets = [...live.values()];
    for (const connection of sockets) connection.end('relay');
    await doorway[Symbol.asyncDispose]();
    await Promise.all(sockets.map(({ closed }) => closed));
    ledger.close();
  };
  const dispose = () => {
    closing ??= close();
    return closing;
  };
  signal?.addEventListener('abort', dispose);

  return {
    host: doorway.host,
    port: doorway.port,
    cut,
    async refuse({ cut: alsoCut = false } = {}) {
      told('refuse');
      await doorway.refuse();
      if (alsoCut) cut();
    },
    hang: () => set('hang', { ...faults, hung: true }),
    holdReplies: () => set('hold replies', { ...faults, repliesHeld: true }),
    releaseReplies: () => set('release replies', { ...faults, repliesHeld: false }),
    delay: (ms, delayOptions) => set(`delay ${ms} ms`, delayed(faults, ms, delayOptions)),
    throttle: (rate) => set(`throttle ${rate} bytes/s`, throttled(faults, rate)),
    dropAfter(bytes) {
      expectNumber('dropAfter', bytes, 0);
      told(`drop after ${bytes} bytes`);
      limitReplies(bytes);
    },
    async restore() {
      for (const connection of live.values()) connection.liftOwn();
      limitReplies(null);
      set('restore', noFaults);
      await doorway.admit();
    },
    connections: (which) =>
      ledger.connections.filter((record) => record.order > (which?.since ?? 0) && isOf(record.id, which)),
    connection: (id) => live.get(id),
    sessions: (which) => countSessions(ledger.sessions, which?.since ?? 0),
    statements: (which) => select(ledger.statements, which),
    commands: (which) => select(ledger.commands, which),
    mark: ledger.mark,
    until: ledger.until,
    listen: ledger.listen,
    [Symbol.asyncDispose]: dispose,
  };
}

/** Records stand in their order, so those since a mark are the last ones. */
function select<Item extends { readonly order: Mark; readonly connection: number }>(
  items: readonly Item[],
  which: Which | undefined,
): readonly Item[] {
  const since = which?.since ?? 0;
  const first = items.findLastIndex(({ order }) => order <= since) + 1;
  return items.slice(first).filter((item) => isOf(item.connection, which));
}

function isOf(connection: number, which: Which | undefined): boolean {
  return which?.connection === undefined || which.connection === connection;
}
