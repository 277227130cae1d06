import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Availability, Listening, ServiceAccess } from './access.ts';
import { openForward } from './forward.ts';

/** A port of the loopback interface of a judging process, and the Unix socket that leads from there to the server. */
export interface Mirror {
  readonly port: number;
  readonly path: string;
}

export interface Mirrors {
  readonly postgres: Mirror | null;
  readonly redis: Mirror | null;
}

export interface Passages extends AsyncDisposable {
  /** The same servers for somebody who has a network of their own, in which the mirrors are yet to be opened. */
  lead(services: ServiceAccess): Promise<{ readonly services: ServiceAccess; readonly mirrors: Mirrors }>;
}

/**
 * Ways from a network namespace to the servers: Unix sockets know no such namespaces. Whoever is in the namespace opens a
 * mirror at the port that the server's URL names, so that URLs mean there what they mean here.
 *
 * @param folder made here; nobody else may enter it
 */
export function openPassages(folder: string): Passages {
  const open = new Map<string, Promise<AsyncDisposable>>();
  mkdirSync(folder, { mode: 0o700 });

  const socketTo = async (listening: Listening): Promise<string> => {
    if ('path' in listening) return listening.path;
    const path = join(folder, `${listening.host.replaceAll(/[^\w.-]/g, '_')}-${listening.port}`);
    const known = open.get(path);
    if (known === undefined) {
      const opening = openForward({ path }, listening);
      open.set(path, opening);
      await opening;
      chmodSync(path, 0o600);
    } else await known;
    return path;
  };
  const lead = async <Access extends Reachable>(
    found: Availability<Access> | null,
    taken: number | null,
  ): Promise<{ found: Availability<Access> | null; mirror: Mirror | null }> => {
    if (found?.kind !== 'ready') return { found, mirror: null };
    const { access } = found;
    const path = await socketTo(access.socket ?? access.listening);
    const port = portOf(access, taken);
    const url = new URL(access.url);
    url.searchParams.delete('host');
    url.hostname = '127.0.0.1';
    url.port = String(port);
    return {
      found: { kind: 'ready', access: { ...access, url: url.href, listening: { path } } },
      mirror: { port, path },
    };
  };
  return {
    async lead(services) {
      const postgres = await lead(services.postgres, null);
      const redis = await lead(services.redis, postgres.mirror?.port ?? null);
      return {
        services: { ...services, postgres: postgres.found, redis: redis.found },
        mirrors: { postgres: postgres.mirror, redis: redis.mirror },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const opening of open.values()) await (await opening.catch(() => null))?.[Symbol.asyncDispose]();
    },
  };
}

interface Reachable {
  readonly url: string;
  readonly listening: Listening;
  readonly socket?: Listening;
}

/** The one that the URL names, unless the other server's URL names it too; that of a server at a path is any. */
function portOf({ url, listening }: Reachable, taken: number | null): number {
  const named = 'port' in listening ? listening.port : Number(new URL(url).port || 5432);
  return named === taken ? named + 1 : named;
}
