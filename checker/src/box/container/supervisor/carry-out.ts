import type { Answer, Order } from '../protocol.ts';
import type { Ports } from './open-ports.ts';
import type { Processes } from './open-processes.ts';
import type { Census } from './take-census.ts';

/** Does what the judge orders. */
export async function carryOut(
  order: Order,
  {
    processes,
    ports,
    census,
  }: { readonly processes: Processes; readonly ports: Ports; readonly census: Census },
): Promise<Answer> {
  switch (order.do) {
    case 'start':
      return { pid: await processes.start(order) };
    case 'signal':
      return processes.signal(order);
    case 'connect':
      await ports.connect(order);
      return null;
    case 'open door':
      return ports.openDoor(order.door);
    case 'refuse':
      await ports.door(order.door).refuse();
      return null;
    case 'admit':
      await ports.door(order.door).admit();
      return null;
    case 'close door':
      await ports.closeDoor(order.door);
      return null;
    case 'kill all':
      return census.killAll();
    case 'find traces':
      return census.foundTraces();
    case 'find tool':
      return census.findTool(order.name);
    default:
      return order satisfies never;
  }
}
