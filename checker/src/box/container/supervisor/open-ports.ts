import { once } from 'node:events';
import { connect } from 'node:net';
import { type Doorway, openLoopbackDoorway } from '../../../services/relay/doorway.ts';
import { BoxConnection } from '../box-connection.ts';
import { joinSockets } from '../join-sockets.ts';
import type { Order } from '../protocol.ts';
import { dialJudge } from './dial-judge.ts';

/** Connections between the loopback of the container and the judge. */
export interface Ports {
  /** Rejects with the system's error where nobody accepts. */
  connect(order: Extract<Order, { do: 'connect' }>): Promise<void>;
  openDoor(door: number): Promise<{ host: string; port: number }>;
  door(door: number): Doorway;
  closeDoor(door: number): Promise<void>;
}

export function openPorts(): Ports {
  const doors = new Map<number, Doorway>();
  const door = (number: number) => {
    const found = doors.get(number);
    if (found === undefined) throw new Error(`there is no door ${number}`);
    return found;
  };
  return {
    async connect({ connection, host, port, from }) {
      const local = from === null ? {} : { localAddress: from };
      const socket = connect({ host, port, allowHalfOpen: true, noDelay: true, ...local });
      await once(socket, 'connect');
      // It may be reset before anybody looks.
      socket.on('error', () => {});
      try {
        joinSockets(new BoxConnection(await dialJudge({ is: 'connection', connection })), socket);
      } catch (error) {
        socket.destroy();
        throw error;
      }
    },
    async openDoor(number) {
      const doorway = await openLoopbackDoorway(async (socket) => {
        socket.on('error', () => {});
        try {
          joinSockets(new BoxConnection(await dialJudge({ is: 'visitor', door: number })), socket);
        } catch {
          socket.destroy();
        }
      });
      doors.set(number, doorway);
      return { host: doorway.host, port: doorway.port };
    },
    door,
    async closeDoor(number) {
      await door(number)[Symbol.asyncDispose]();
      doors.delete(number);
    },
  };
}
