import type { BoxSocket } from '../box-socket.ts';
import { wasLetGo } from './box-connection.ts';

/** Carries bytes, ends and resets from each of two connections to the other, until both are closed. */
export function joinSockets(one: BoxSocket, other: BoxSocket): void {
  pass(one, other);
  pass(other, one);
}

function pass(from: BoxSocket, to: BoxSocket): void {
  from.pipe(to);
  from.on('error', (error) => {
    if (wasLetGo(error)) to.destroy();
    else breakOff(to);
  });
  from.on('close', () => {
    // Without an end or an error before: it was destroyed by whoever holds it.
    if (!from.readableEnded && from.errored === null) to.destroy();
  });
}

/** A socket whose end is on its way cannot be reset any more: libuv refuses it, and Node's socket then never closes. */
function breakOff(socket: BoxSocket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
