import type { Place } from '../../src/judge/observation.ts';
import type { HttpClient } from '../http/http-client.ts';

/** The submission's compose.yaml, read as `docker compose` reads it, for which no engine is needed; and brought up by it. */
export interface ComposeHost {
  /** Fails the requirement where there is none, or one that Compose refuses, with file and line. */
  read(): Promise<Compose>;
  /**
   * Whether `docker compose config` takes the file with these variables. Fails the requirement where it does not; looks at
   * nothing where there is no Compose of this kind (`docker-compose` 1 knows another specification). No engine is needed.
   */
  config(env: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Builds what is to be built, and brings nothing up yet. Where there is no engine or no Compose, the requirement is not
   * run. Everything has a project name of its own, and goes with the scenario, volumes and images too.
   */
  prepare(options: StackOptions): Promise<Stack>;
}

export interface StackOptions {
  /**
   * All that the file may need. `NODE_IMAGE`, `POSTGRES_IMAGE` and `REDIS_IMAGE` are given besides where CHECKER_NODE_IMAGE,
   * CHECKER_POSTGRES_IMAGE and CHECKER_REDIS_IMAGE name images, since those of the file cannot be fetched everywhere.
   */
  readonly env: Readonly<Record<string, string>>;
  /** The variable that says at which port of this machine the service is reached. Its value is a port that is free. */
  readonly portVariable: string;
  readonly buildPatienceMs?: number;
}

/**
 * All services of the file, under a project name that nobody else has. Hold it with `await using`: on a busy machine it takes
 * longer to remove than the end of a scenario has.
 */
export interface Stack extends AsyncDisposable {
  readonly project: string;
  /**
   * `up --detach`, and waits until all services run, are healthy where they have a health check, and have ended well where
   * they end. Fails the requirement where that is not so after the patience (default 120 s), with what each of them does.
   */
  up(patienceMs?: number): Promise<HttpClient>;
  /** `down`: containers and networks go, volumes stay. */
  down(): Promise<void>;
}

export interface Compose {
  /** Its name, `compose.yaml` where nothing is wrong with that. */
  readonly file: string;
  readonly services: readonly ComposeService[];
  service(name: string): ComposeService | null;
  /** Named volumes that are declared at the top. */
  readonly volumes: readonly string[];
  /** Secrets that are declared at the top. */
  readonly secrets: readonly string[];
  /** A place in the file, for a failure. */
  place(at: { readonly line: number }, text: string): Place;
}

/** Both forms of each field, short and long, come out the same. Lines are 1-based. */
export interface ComposeService {
  readonly name: string;
  readonly line: number;
  readonly image: Setting | null;
  readonly build: ComposeBuild | null;
  readonly command: ComposeCommand | null;
  readonly entrypoint: ComposeCommand | null;
  readonly dependsOn: readonly Dependency[];
  /** Null where the image's own is in force. */
  readonly healthcheck: ComposeHealthcheck | null;
  readonly volumes: readonly Mount[];
  readonly environment: Readonly<Record<string, Setting>>;
  readonly envFiles: readonly Setting[];
  /** Ports of this machine that lead to the service. */
  readonly ports: readonly Port[];
  /** Of `deploy.resources.limits` or its older names. */
  readonly limits: {
    readonly memory: Setting | null;
    readonly cpus: Setting | null;
    readonly processes: Setting | null;
  };
  readonly secrets: readonly string[];
  readonly user: Setting | null;
  readonly restart: Setting | null;
  readonly readOnly: boolean;
  readonly profiles: readonly string[];
  /** The line of one of its fields, or of the nearest around it that is there: `line('deploy', 'resources')`. */
  lineOf(...path: (string | number)[]): number;
}

/** A text, and what of it comes from outside. */
export interface Setting {
  /** As written, `${…}` included; null for a variable of the environment that is passed on as it is. */
  readonly value: string | null;
  readonly line: number;
  readonly variables: readonly ComposeVariable[];
  /**
   * Whether something is in force although nobody has set anything: a text without variables, or one whose variables all have
   * a value to fall back to.
   */
  readonly hardcoded: boolean;
}

export interface ComposeVariable {
  readonly name: string;
  /** `x` of `${NAME:-x}`; null where there is none. */
  readonly otherwise: string | null;
  /** `${NAME:?…}`: Compose refuses to start without it. */
  readonly required: boolean;
}

export interface ComposeBuild {
  readonly context: string;
  readonly dockerfile: string | null;
  readonly target: string | null;
  readonly args: Readonly<Record<string, Setting>>;
  readonly line: number;
}

export interface ComposeCommand {
  readonly form: 'exec' | 'shell';
  readonly words: readonly string[];
  readonly line: number;
}

export interface Dependency {
  readonly service: string;
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully';
  readonly line: number;
}

export interface ComposeHealthcheck {
  /** Switched off by `disable: true` or `test: NONE`. */
  readonly disabled: boolean;
  /** Null where only times are set, or it is switched off. */
  readonly command: ComposeCommand | null;
  /** As written. */
  readonly interval: string | null;
  readonly timeout: string | null;
  readonly startPeriod: string | null;
  readonly retries: string | null;
  readonly line: number;
}

export interface Mount {
  /** `volume` is a named one, `anonymous` one without a name, which a new container does not get again. */
  readonly kind: 'volume' | 'anonymous' | 'bind' | 'tmpfs' | 'other';
  readonly source: string | null;
  readonly target: string;
  readonly readOnly: boolean;
  readonly line: number;
}

export interface Port {
  /** Null where the system chooses. */
  readonly published: string | null;
  readonly target: string;
  /** The address of this machine; null for all. */
  readonly address: string | null;
  readonly line: number;
}
