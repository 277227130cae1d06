import { isIP } from 'node:net';
import type { Bucket, BucketRules } from '../domain/bucket.ts';
import type { Patience } from '../domain/patience.ts';
import type { Call } from './call.ts';
import { HttpError } from './http-error.ts';

export interface GateSettings {
  readonly rules: BucketRules;
  readonly fail: 'open' | 'closed';
  readonly apiKeys: ReadonlySet<string>;
  readonly trustProxy: number;
}

/** Takes from somebody's bucket. Rejects when it cannot be reached. */
export type Take = (client: string, patience: Patience) => Promise<Bucket>;

/** Lets everybody in who has a token left. */
export class Gatekeeper {
  readonly #take: Take;
  readonly #settings: GateSettings;

  constructor(take: Take, settings: GateSettings) {
    this.#take = take;
    this.#settings = settings;
  }

  async admit(call: Call): Promise<void> {
    const { rules, fail } = this.#settings;
    let bucket: Bucket;
    try {
      bucket = await this.#take(this.#nameOf(call), call.patience);
    } catch {
      if (fail === 'open') return;
      throw new HttpError(503, 'the limit cannot be looked up', [], { 'Retry-After': '1' });
    }
    const seconds = Math.ceil(rules.capacity / rules.refillPerSecond);
    call.res.setHeader('RateLimit-Policy', `"default";q=${rules.capacity};w=${seconds}`);
    call.res.setHeader('RateLimit', `"default";r=${bucket.remaining};t=${bucket.resetSeconds}`);
    if (bucket.allowed) return;
    const retryAfter = String(bucket.resetSeconds || 1);
    throw new HttpError(429, 'come back later', [], { 'Retry-After': retryAfter }, quotaExceeded);
  }

  #nameOf({ req }: Call): string {
    const { apiKeys, trustProxy } = this.#settings;
    const key = String(req.headers['x-api-key'] ?? '');
    if (apiKeys.has(key)) return `key=${key}`;
    const forwarded = String(req.headers['x-forwarded-for'] ?? '').split(',');
    const proxied = trustProxy === 0 ? '' : (forwarded.at(-trustProxy) ?? '').trim();
    const address = isIP(proxied) === 0 ? (req.socket.remoteAddress ?? 'nowhere') : proxied;
    return `address=${address.toLowerCase().replace(/^::ffff:(\d+\.)/, '$1')}`;
  }
}

const quotaExceeded: object = Object.freeze({
  type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
  'violated-policies': Object.freeze(['default']),
});
