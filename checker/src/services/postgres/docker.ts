import { randomBytes } from 'node:crypto';
import type { PostgresAccess } from '../access.ts';
import { startContainer } from '../docker/container.ts';
import { type Server, serviceTrouble } from '../server.ts';
import { postgresAnswers, readVersion } from './ask-server.ts';
import { settingArguments } from './settings.ts';

/** PostgreSQL in a container, its data in memory. */
export async function startPostgresContainer(options: {
  readonly image: string;
  readonly tmp: string;
  readonly owner: string;
  readonly prefix: string;
  readonly signal: AbortSignal;
}): Promise<Server<PostgresAccess>> {
  const password = randomBytes(16).toString('hex');
  const container = await startContainer({
    ...options,
    // Settings that only newer servers know are left out: which version an image holds is not known yet.
    command: ['postgres', ...settingArguments(15)],
    environment: { POSTGRES_PASSWORD: password, PGDATA: '/checker/data' },
    tmpfs: '/checker',
    port: 5432,
    // The image starts it twice: for itself, without a network, and then for us.
    ready: /ready to accept connections/,
    times: 2,
  });
  const url = `postgresql://postgres:${password}@${container.host}:${container.port}/postgres?sslmode=disable`;
  try {
    const { number, name } = await readVersion(url);
    return {
      access: {
        provider: 'docker',
        told: `PostgreSQL ${name} in a container of ${options.image}`,
        ...(container.image === null ? {} : { image: container.image }),
        version: number,
        url,
        listening: { host: container.host, port: container.port },
        ownRoles: true,
        prefix: options.prefix,
      },
      answers: () => postgresAnswers(url),
      [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
    };
  } catch (error) {
    await container[Symbol.asyncDispose]();
    throw serviceTrouble(
      `PostgreSQL in a container of ${options.image} does not answer: ${error instanceof Error ? error.message : String(error)}`,
      'CHECKER_SERVICES=embedded does without Docker.',
      error,
    );
  }
}
