import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export interface ClientRules {
  readonly apiKeys: readonly string[];
  /** How many proxies stand in front of this service, each of which adds to X-Forwarded-For whom it was called by. */
  readonly trustProxy: number;
}

/** Who asks, for the limit: a known key, or else an address. Nobody gets a bucket by naming a key of their own making. */
export function clientOf(req: IncomingMessage, { apiKeys, trustProxy }: ClientRules): string {
  const key = req.headers['x-api-key'];
  if (typeof key === 'string' && apiKeys.includes(key)) return `key ${key}`;
  const socket = req.socket.remoteAddress ?? '';
  return `address ${plain(forwarded(req.headers['x-forwarded-for'], trustProxy) ?? socket)}`;
}

/** What the outermost trusted proxy saw. All entries left of that one were written by whoever wished to. */
function forwarded(header: string | string[] | undefined, hops: number): string | undefined {
  if (hops === 0 || header === undefined) return undefined;
  const address = String(header).split(',').at(-hops)?.trim() ?? '';
  return isIP(address) === 0 ? undefined : address;
}

/** One client, one name: IPv4 looks different on a socket that takes both. */
function plain(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
}
