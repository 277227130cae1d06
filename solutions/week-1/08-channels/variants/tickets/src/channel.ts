import { Ticket } from './ticket.ts';

export interface Value<T> {
  done: false;
  value: T;
}

export interface Over {
  done: true;
  value: undefined;
}

export type Received<T> = Value<T> | Over;

/** Someone who wants a value; `take` hands it over, `over` says that none will come. */
export interface Receiver<T> {
  take(value: T): void;
  over(): void;
}

/** Someone who has a value; `taken` says that it has been accepted. */
export interface Sender<T> {
  value: T;
  taken(): void;
  refused(): void;
}

export class ChannelClosedError extends Error {
  constructor() {
    super('nothing can be sent through a closed channel');
    this.name = 'ChannelClosedError';
  }
}

const DONE: Readonly<Over> = Object.freeze({ done: true, value: undefined });

export class Channel<T> {
  private buffer: T[] = [];
  private receivers: Receiver<T>[] = [];
  private senders: Sender<T>[] = [];
  private over = false;
  private readonly room: number;

  constructor(room = 0) {
    if (!(Number.isSafeInteger(room) && room >= 0))
      throw new RangeError(`a channel cannot have room for ${room}`);
    this.room = room;
  }

  async send(value: T, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) throw signal.reason;
    if (this.over) throw new ChannelClosedError();
    if (this.offer(value)) return;
    const ticket = new Ticket<void>(signal);
    this.queueSender(ticket, {
      value,
      taken: () => ticket.succeed(undefined),
      refused: () => ticket.refuse(new ChannelClosedError()),
    });
    await ticket.promise;
  }

  async receive(signal?: AbortSignal): Promise<Received<T>> {
    if (signal?.aborted === true) throw signal.reason;
    const found = this.poll();
    if (found !== null) return found;
    const ticket = new Ticket<Received<T>>(signal);
    this.queueReceiver(ticket, {
      take: (value) => ticket.succeed({ done: false, value }),
      over: () => ticket.succeed({ ...DONE }),
    });
    return ticket.promise;
  }

  close(): void {
    if (this.over) return;
    this.over = true;
    const [receivers, senders] = [this.receivers, this.senders];
    this.receivers = [];
    this.senders = [];
    for (const receiver of receivers) receiver.over();
    for (const sender of senders) sender.refused();
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    let finished = false;
    return {
      next: async () => {
        if (finished) return { ...DONE };
        const received = await this.receive();
        finished = received.done;
        return received;
      },
      return: async () => {
        finished = true;
        return { ...DONE };
      },
    };
  }

  get closed(): boolean {
    return this.over;
  }

  /** Gives the value away without waiting; false where nobody wants it and there is no room. */
  offer(value: T): boolean {
    const receiver = this.receivers.shift();
    if (receiver !== undefined) {
      receiver.take(value);
      return true;
    }
    if (this.buffer.length >= this.room) return false;
    this.buffer.push(value);
    return true;
  }

  /** What can be received without waiting. */
  poll(): Received<T> | null {
    if (this.buffer.length > 0) {
      const value = this.buffer.shift() as T;
      const next = this.senders.shift();
      if (next !== undefined) {
        this.buffer.push(next.value);
        next.taken();
      }
      return { done: false, value };
    }
    const sender = this.senders.shift();
    if (sender !== undefined) {
      sender.taken();
      return { done: false, value: sender.value };
    }
    return this.over ? { ...DONE } : null;
  }

  queueSender<R>(ticket: Ticket<R>, sender: Sender<T>): void {
    this.senders.push(sender);
    ticket.stands(() => {
      this.senders = this.senders.filter((other) => other !== sender);
    });
  }

  queueReceiver<R>(ticket: Ticket<R>, receiver: Receiver<T>): void {
    this.receivers.push(receiver);
    ticket.stands(() => {
      this.receivers = this.receivers.filter((other) => other !== receiver);
    });
  }
}
