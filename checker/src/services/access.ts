import type { Manifest } from '../course/manifest.ts';

export type ServiceName = Manifest['services'][number];

/** Where the servers of a run are, as plain data for the judging processes; null for what the exercise does not use. */
export interface ServiceAccess {
  readonly postgres: Availability<PostgresAccess> | null;
  readonly redis: Availability<RedisAccess> | null;
  /** For exercises whose files are built and run; whether an engine answers is seen when one is asked. */
  readonly docker: DockerAccess | null;
}

/** What a judging process needs to know before it asks a Docker engine for anything. */
export interface DockerAccess {
  /** The system's folder for temporary files, where notes are kept of what lives in the engine. */
  readonly tmp: string;
  /** Stands on everything that is made in the engine: who owns what is left behind can be told from it. */
  readonly owner: string;
  /** The image to build submissions on where the one they name cannot be fetched; null where they name their own. */
  readonly nodeImage: string | null;
  /** Images of servers that a submission brings up, to take the place of those that it names; null likewise. */
  readonly postgresImage: string | null;
  readonly redisImage: string | null;
  /** What the program `docker` needs to know of whose it is and where its engine answers: HOME, DOCKER_HOST and the like. */
  readonly environment: Readonly<Record<string, string>>;
}

export type Availability<Access> =
  | { readonly kind: 'ready'; readonly access: Access }
  /** `hint` is what the person at the machine can do; one command where there is one. */
  | { readonly kind: 'unavailable'; readonly cause: string; readonly hint: string };

export type ProviderName = 'url' | 'embedded' | 'program' | 'docker';

/** Where a server listens, for a relay in front of it. */
export type Listening = { readonly host: string; readonly port: number } | { readonly path: string };

/** A PostgreSQL server with the judge's own credentials, which never enter a box. */
export interface PostgresAccess {
  readonly provider: ProviderName;
  /** For people: `embedded PostgreSQL 17.10`. */
  readonly told: string;
  /** server_version_num: 170010 is 17.10. */
  readonly version: number;
  /** The judge's connection, to its maintenance database. */
  readonly url: string;
  readonly listening: Listening;
  /** A Unix socket of the server's, where it has one besides. */
  readonly socket?: { readonly path: string };
  /** False where the URL that was given may not create roles: databases then belong to its own user. */
  readonly ownRoles: boolean;
  /** Names of databases and roles begin with it; who owns what is left behind can be told from it. */
  readonly prefix: string;
}

export interface RedisAccess {
  readonly provider: ProviderName;
  readonly told: string;
  readonly url: string;
  readonly listening: Listening;
  /** A Unix socket of the server's, where it has one besides. */
  readonly socket?: { readonly path: string };
  /** False where users of its own may not be made on it. */
  readonly ownUsers: boolean;
  /** Logical databases, the first of which keeps the leases of the others. */
  readonly databases: number;
  /** Stands in leases and names of users: who owns what is left behind can be told from it. */
  readonly owner: string;
}
