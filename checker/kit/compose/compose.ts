import type { Place } from '../../src/judge/observation.ts';

/** The submission's compose.yaml, read as `docker compose` reads it. No engine is needed. */
export interface ComposeHost {
  /** Fails the requirement where there is none, or one that Compose refuses, with file and line. */
  read(): Promise<Compose>;
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
