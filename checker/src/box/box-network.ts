import { connect } from 'node:net';
import type { Listening } from '../services/access.ts';
import { type OpenDoorway, openLoopbackDoorway } from '../services/relay/doorway.ts';
import type { BoxSocket } from './box-socket.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The loopback that processes of a box see, from the judge's side. */
export interface BoxNetwork {
  /** A port there, whose connections come to the judge. */
  readonly openDoorway: OpenDoorway;
  /** Rejects with the system's error, such as ECONNREFUSED. `from` is another address of that loopback to come from. */
  connect(to: Address, options?: { readonly from?: string }): Promise<BoxSocket>;
  /** Where one of its ports is reached by a client that makes connections itself; what is refused there is reset here. */
  reach(address: Address): Promise<Address>;
  /** Where a server of the machine's is reached in the box. */
  lead(to: Listening): Promise<Listening>;
}

/** Of a box whose processes have the network of the judging process. */
export const sharedNetwork: BoxNetwork = {
  openDoorway: openLoopbackDoorway,
  connect: ({ host, port }, { from } = {}) =>
    new Promise((resolve, reject) => {
      const local = from === undefined ? {} : { localAddress: from };
      const socket = connect({ host, port, allowHalfOpen: true, noDelay: true, ...local });
      socket.once('error', reject).once('connect', () => {
        socket.off('error', reject);
        resolve(socket);
      });
    }),
  reach: async (address) => address,
  lead: async (to) => to,
};
