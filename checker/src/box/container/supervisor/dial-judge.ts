import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { insidePaths, type Opening } from '../protocol.ts';

/** Opens one more connection to the judge, says what it is, and reads nothing from it. */
export async function dialJudge(opening: Opening): Promise<Socket> {
  const socket = connect({ path: insidePaths.socket, allowHalfOpen: true });
  // Whoever gets it reads: a byte that this process took would be lost to a program.
  socket.pause();
  await once(socket, 'connect');
  // A judge that goes away takes its end of it along, and not the supervisor.
  socket.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    socket.write(`${JSON.stringify(opening)}\n`, (error) => (error ? reject(error) : resolve()));
  });
  return socket;
}
