/** Everything is an offer. A call makes its offers, the channels look for two that fit, and what fits is done. */
import { type Offer, Request } from './request.ts';

export type Received<T> = { done: false; value: T } | { done: true; value: undefined };
export type Case<T> = { receive: Channel<T> } | { send: Channel<T>; value: T };
export type Selected<T> = { index: number; result: Received<T> | undefined };

export class ChannelClosedError extends Error {
  override name = 'ChannelClosedError';
}

export class Channel<T> {
  /** @internal */
  readonly offers: Offer<T>[] = [];
  private readonly stock: { value: T }[] = [];
  private readonly capacity: number;
  private isClosed = false;

  constructor(capacity = 0) {
    if (!Number.isInteger(capacity)) throw new RangeError(`${capacity} is not whole`);
    if (capacity < 0) throw new RangeError(`${capacity} is below 0`);
    this.capacity = capacity;
  }

  send(value: T, signal?: AbortSignal): Promise<void> {
    return select([{ send: this, value }], signal).then(() => {});
  }

  receive(signal?: AbortSignal): Promise<Received<T>> {
    return select<T>([{ receive: this }], signal).then(
      ({ result }) => result ?? { done: true, value: undefined },
    );
  }

  close(): void {
    this.isClosed = true;
    this.settle();
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return { next: () => this.receive(), return: async () => ({ done: true, value: undefined }) };
  }

  /** Does whatever can be done, the oldest offers first, until nothing fits any more. */
  settle(): void {
    while (this.step()) {}
  }

  private step(): boolean {
    const senders = this.offers.filter((offer) => offer.kind === 'send');
    const [receiver] = this.offers.filter((offer) => offer.kind === 'receive');
    if (senders[0] !== undefined && this.isClosed) {
      senders[0].request.refuse(new ChannelClosedError('closed'));
      return true;
    }
    if (receiver !== undefined && this.stock.length > 0) {
      const [{ value } = { value: undefined as T }] = this.stock.splice(0, 1);
      receiver.request.grant({ index: receiver.index, result: { done: false, value } });
      return true;
    }
    const isWanted = ({ request }: Offer<T>) =>
      this.offers.some((other) => other.kind === 'receive' && other.request !== request);
    // Through the stock also where there is no room: whoever wants it takes it in the next step.
    const sender = this.stock.length < this.capacity ? senders[0] : senders.find(isWanted);
    if (sender !== undefined) {
      this.stock.push({ value: sender.value });
      sender.request.grant({ index: sender.index, result: undefined });
      return true;
    }
    if (receiver !== undefined && this.isClosed) {
      receiver.request.grant({ index: receiver.index, result: { done: true, value: undefined } });
      return true;
    }
    return false;
  }
}

export function select<T>(cases: readonly Case<T>[], signal?: AbortSignal): Promise<Selected<T>> {
  const request = new Request<Selected<T>>();
  return request.run(signal, () => {
    for (const [index, each] of cases.entries()) {
      if (request.isOver) return;
      const channel = 'send' in each ? each.send : each.receive;
      const offer: Offer<T> =
        'send' in each
          ? { kind: 'send', request, index, value: each.value }
          : { kind: 'receive', request, index };
      channel.offers.push(offer);
      request.onEnd(() => {
        const at = channel.offers.indexOf(offer);
        if (at >= 0) channel.offers.splice(at, 1);
      });
      channel.settle();
    }
  });
}
