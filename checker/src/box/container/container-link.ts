import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { CheckerError } from '../../errors.ts';
import { BoxConnection } from './box-connection.ts';
import { readMessages, readOpening, writeMessage } from './message-lines.ts';
import { type Answer, type Notice, type Opening, type Order, socketName } from './protocol.ts';

export type Ended = Extract<Notice, { told: 'ended' }>;

/** The judge's side of what it says to a supervisor. */
export interface ContainerLink extends Disposable {
  /** Resolves when the supervisor has called. */
  readonly ready: Promise<void>;
  /** Resolves when its connection has closed, whoever closed it. */
  readonly over: Promise<void>;
  readonly isOver: boolean;
  /** Rejects with the system's code where it cannot be done, and with BOX_UNAVAILABLE where the supervisor is gone. */
  order(order: Order): Promise<Answer>;
  /** The streams of a process that is about to be started, once they have come. */
  streams(process: number, count: number): Promise<readonly Socket[]>;
  /** Resolves at its end, also where that is the end of the supervisor. */
  ended(process: number): Promise<Ended | null>;
  connection(connection: number): Promise<Socket>;
  onVisitor(door: number, visit: ((socket: BoxConnection) => void) | null): void;
  /** A number that nothing else has. */
  next(): number;
}

/** Longest path of a Unix socket, sun_path of unix(7). */
const longestPath = 107;

export async function openContainerLink(folder: string): Promise<ContainerLink> {
  const path = join(folder, socketName);
  if (path.length > longestPath) {
    throw new CheckerError('BOX_UNAVAILABLE', `the path of a socket is too long: ${path}`, {
      hint: 'Set TMPDIR to a folder with a shorter path.',
    });
  }
  const ready = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const expected = new Map<string, PromiseWithResolvers<Socket>>();
  const answers = new Map<number, PromiseWithResolvers<Answer>>();
  const ends = new Map<number, PromiseWithResolvers<Ended | null>>();
  const doors = new Map<number, (socket: BoxConnection) => void>();
  const sockets = new Set<Socket>();
  let control: Socket | null = null;
  let isOver = false;
  let last = 0;

  const expect = (name: string) => resolversIn(expected, name);
  const lose = () => {
    if (isOver) return;
    isOver = true;
    server.close();
    control?.destroy();
    for (const { reject } of [...answers.values(), ...expected.values()]) reject(supervisorGone());
    for (const { resolve } of ends.values()) resolve(null);
    ready.reject(supervisorGone());
    over.resolve();
  };
  const hear = (notice: Notice) => {
    if (notice.told === 'ready') ready.resolve();
    else if (notice.told === 'ended') resolversIn(ends, notice.process).resolve(notice);
    else {
      const answer = answers.get(notice.id);
      answers.delete(notice.id);
      if (notice.told === 'done') answer?.resolve(notice.value);
      else answer?.reject(Object.assign(new Error(notice.message), { code: notice.code }));
    }
  };
  const welcome = async (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    const opening = (await readOpening(socket)) as Opening | null;
    switch (opening?.is) {
      case undefined:
        return;
      case 'control':
        control = socket;
        readMessages(socket, (message) => hear(message as Notice));
        // Half-open as all sockets here are: its end is no close.
        socket.once('end', lose).once('close', lose);
        return;
      case 'stream':
        return expect(`stream ${opening.process} ${opening.stream}`).resolve(socket);
      case 'connection':
        return expect(`connection ${opening.connection}`).resolve(socket);
      case 'visitor': {
        const visit = doors.get(opening.door);
        if (visit === undefined) socket.destroy();
        else visit(new BoxConnection(socket));
        return;
      }
      default:
        opening satisfies never;
    }
  };
  const server = createServer(
    { allowHalfOpen: true, pauseOnConnect: false },
    (socket) => void welcome(socket),
  );
  server.listen(path);
  await once(server, 'listening');
  // Nobody may wait for it at the moment that it is lost.
  ready.promise.catch(() => {});

  const take = async (name: string) => {
    if (isOver) throw supervisorGone();
    const { promise } = expect(name);
    promise.catch(() => {});
    try {
      return await promise;
    } finally {
      expected.delete(name);
    }
  };
  return {
    ready: ready.promise,
    over: over.promise,
    get isOver() {
      return isOver;
    },
    next: () => ++last,
    async order(order) {
      if (control === null || isOver) throw supervisorGone();
      const id = ++last;
      const answer = resolversIn(answers, id);
      writeMessage(control, { ...order, id });
      return answer.promise;
    },
    async streams(process, count) {
      return Promise.all(Array.from({ length: count }, (_, stream) => take(`stream ${process} ${stream}`)));
    },
    async ended(process) {
      if (isOver) return null;
      const end = await resolversIn(ends, process).promise;
      ends.delete(process);
      return end;
    },
    connection: (connection) => take(`connection ${connection}`),
    onVisitor(door, visit) {
      if (visit === null) doors.delete(door);
      else doors.set(door, visit);
    },
    [Symbol.dispose]() {
      lose();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function resolversIn<Key, Value>(
  all: Map<Key, PromiseWithResolvers<Value>>,
  key: Key,
): PromiseWithResolvers<Value> {
  const found = all.get(key) ?? Promise.withResolvers<Value>();
  all.set(key, found);
  return found;
}

export function supervisorGone(): CheckerError {
  return new CheckerError('BOX_UNAVAILABLE', 'the container of the box has gone, or its supervisor has', {
    hint: 'This is not your fault and costs nothing. Check again; `npm run checker -- doctor` says whether the Docker engine still answers.',
  });
}
