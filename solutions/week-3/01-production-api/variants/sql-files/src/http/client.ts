import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export type Trust = Readonly<{ apiKeys: readonly string[]; trustProxy: number }>;

/** A name for whoever asks. Names of keys and of addresses cannot be the same. */
export function whoAsks({ headers, socket }: IncomingMessage, { apiKeys, trustProxy }: Trust): string {
  const key = headers['x-api-key'];
  if (typeof key === 'string' && apiKeys.includes(key)) return `k:${key}`;
  const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const told = trustProxy > 0 ? hops[hops.length - trustProxy]?.trim() : undefined;
  return `a:${bare(told !== undefined && isIP(told) > 0 ? told : (socket.remoteAddress ?? ''))}`;
}

/** An address of IPv4 has one name, whatever the socket calls it. */
function bare(address: string): string {
  const text = address.toLowerCase();
  const last = text.startsWith('::ffff:') ? text.slice('::ffff:'.length) : '';
  return isIP(last) === 4 ? last : text;
}
