import { type Channel, ChannelClosedError, type Received } from './channel.ts';
import { Ticket } from './ticket.ts';

export type Case<T> = { receive: Channel<T> } | { send: Channel<T>; value: T };

export interface Selected<T> {
  index: number;
  result: Received<T> | undefined;
}

export async function select<T>(cases: readonly Case<T>[], signal?: AbortSignal): Promise<Selected<T>> {
  if (signal?.aborted === true) throw signal.reason;
  for (let index = 0; index < cases.length; index++) {
    const each = cases[index];
    if (each === undefined) continue;
    if ('send' in each) {
      if (each.send.closed) throw new ChannelClosedError();
      if (each.send.offer(each.value)) return { index, result: undefined };
    } else {
      const result = each.receive.poll();
      if (result !== null) return { index, result };
    }
  }
  const ticket = new Ticket<Selected<T>>(signal);
  cases.forEach((each, index) => {
    if ('send' in each) {
      each.send.queueSender(ticket, {
        value: each.value,
        taken: () => ticket.succeed({ index, result: undefined }),
        refused: () => ticket.refuse(new ChannelClosedError()),
      });
    } else {
      each.receive.queueReceiver(ticket, {
        take: (value) => ticket.succeed({ index, result: { done: false, value } }),
        over: () => ticket.succeed({ index, result: { done: true, value: undefined } }),
      });
    }
  });
  return ticket.promise;
}
