import type { Socket } from 'node:net';

/** JSON messages over a socket, one a line. */
export function writeMessage(socket: Socket, message: object): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

export function readMessages(socket: Socket, take: (message: unknown) => void): void {
  let rest = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(JSON.parse(line));
  });
}

/** The first line of a connection; what comes after it stays in the socket. Null where there is none. */
export function readOpening(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => {
    let kept = Buffer.alloc(0);
    const look = () => {
      for (
        let chunk = socket.read() as Buffer | null;
        chunk !== null;
        chunk = socket.read() as Buffer | null
      ) {
        kept = Buffer.concat([kept, chunk]);
        const end = kept.indexOf('\n');
        if (end < 0) continue;
        socket.off('readable', look).off('close', gone);
        // Paused until somebody reads: what is put back would otherwise be lost to whoever comes later.
        socket.pause();
        if (end + 1 < kept.length) socket.unshift(kept.subarray(end + 1));
        resolve(JSON.parse(kept.toString('utf8', 0, end)));
        return;
      }
    };
    const gone = () => resolve(null);
    socket.on('readable', look).once('close', gone);
  });
}
