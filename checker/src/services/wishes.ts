import { CheckerError } from '../errors.ts';

/** What the person at the machine wants to be used; the environment says it. */
export interface ServiceWishes {
  /** CHECKER_POSTGRES_URL and CHECKER_REDIS_URL: a server that runs already. */
  readonly postgresUrl: string | null;
  readonly redisUrl: string | null;
  /** CHECKER_SERVICES: no other kind is tried. */
  readonly only: 'embedded' | 'docker' | null;
  /** CHECKER_POSTGRES_IMAGE and CHECKER_REDIS_IMAGE, or the official ones. */
  readonly postgresImage: string;
  readonly redisImage: string;
  /** CHECKER_NODE_IMAGE: what submissions are built on instead of the image that they name. */
  readonly nodeImage: string | null;
  /** The same two images only where the environment names them: they then take the place of those that submissions name. */
  readonly givenImages: { readonly postgres: string | null; readonly redis: string | null };
  /** What the program `docker` takes from the environment. */
  readonly dockerEnvironment: Readonly<Record<string, string>>;
}

export const officialImages = { postgres: 'postgres:17.6', redis: 'redis:7.4' } as const;

export function readWishes(env: Readonly<Record<string, string | undefined>>): ServiceWishes {
  return {
    postgresUrl: readUrl(env, 'CHECKER_POSTGRES_URL', ['postgres:', 'postgresql:']),
    redisUrl: readUrl(env, 'CHECKER_REDIS_URL', ['redis:', 'rediss:']),
    only: readOnly(env.CHECKER_SERVICES),
    postgresImage: env.CHECKER_POSTGRES_IMAGE || officialImages.postgres,
    redisImage: env.CHECKER_REDIS_IMAGE || officialImages.redis,
    nodeImage: env.CHECKER_NODE_IMAGE || null,
    givenImages: {
      postgres: env.CHECKER_POSTGRES_IMAGE || null,
      redis: env.CHECKER_REDIS_IMAGE || null,
    },
    dockerEnvironment: pick(env, [
      'HOME',
      'XDG_RUNTIME_DIR',
      'DOCKER_HOST',
      'DOCKER_CONTEXT',
      'DOCKER_CONFIG',
      'DOCKER_CERT_PATH',
      'DOCKER_TLS_VERIFY',
    ]),
  };
}

function pick(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

function readOnly(value: string | undefined): ServiceWishes['only'] {
  if (value === undefined || value === '') return null;
  if (value === 'embedded' || value === 'docker') return value;
  throw new CheckerError('USAGE', `CHECKER_SERVICES is ${JSON.stringify(value)}`, {
    hint: 'It is embedded, docker, or not set.',
  });
}

function readUrl(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  protocols: readonly string[],
): string | null {
  const value = env[name];
  if (value === undefined || value === '') return null;
  const url = URL.parse(value);
  if (url !== null && protocols.includes(url.protocol)) return value;
  // The value is not shown: it may hold a password.
  throw new CheckerError('USAGE', `${name} is no URL of a server`, {
    hint: `It looks like ${protocols[0]}//user:password@host:port/…`,
  });
}
