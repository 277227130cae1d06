import type { Place } from '../../src/judge/observation.ts';

/** The submission's Dockerfile, read as Docker reads it, and what a build is sent. No engine is needed. */
export interface DockerfileHost {
  /** Fails the requirement where there is no Dockerfile, or one that Docker refuses, with file and line. */
  read(options?: ReadOptions): Promise<Dockerfile>;
  /** Which files of the submission a build is sent, by the rules of .dockerignore. */
  context(): Promise<BuildContext>;
}

export interface ReadOptions {
  /** What is given instead of the values of ARGs before the first FROM, as by `--build-arg`. */
  readonly args?: Readonly<Record<string, string>>;
}

export interface Dockerfile {
  /** In order; there is at least one. */
  readonly stages: readonly Stage[];
  /** What the image is made of when no target is named: the last one. */
  readonly final: Stage;
  /** By its name, in any case, or its number as `COPY --from` counts them. */
  stage(name: string): Stage | null;
  /** A place in the Dockerfile, for a failure. */
  place(at: { readonly line: number }, text: string): Place;
}

/** What stands between two FROM. Variables of ARG and ENV are resolved everywhere; what a RUN does is the shell's matter. */
export interface Stage {
  readonly index: number;
  readonly name: string | null;
  /** Of its FROM. */
  readonly line: number;
  /** The stage that it builds on; null where that is an image. */
  readonly parent: Stage | null;
  /** The image at the root of its chain of stages. */
  readonly base: ImageReference;
  /** Its own, in order, without its FROM. */
  readonly instructions: readonly Instruction[];
  /** With those of the stages that it builds on, which come first. */
  readonly lineage: readonly Instruction[];
  /** The stages that its files come from: those that it builds on or copies from, and theirs. */
  readonly sources: readonly Stage[];
  /** The last USER in effect; null where that is the base image's, which is root for the official ones. */
  readonly user: UserInstruction | null;
  readonly healthcheck: HealthcheckInstruction | null;
  readonly entrypoint: ProcessInstruction | null;
  /** Null also where an ENTRYPOINT has put that of an earlier stage out of force. */
  readonly command: ProcessInstruction | null;
  /** What a container starts as process 1: ENTRYPOINT with CMD; null where that is the base image's matter. */
  readonly process: Command | null;
  /** ENV in effect at its end, without the base image's. */
  readonly environment: Readonly<Record<string, string>>;
}

export type Instruction =
  | (At & CopyInstruction)
  | ProcessInstruction
  | UserInstruction
  | HealthcheckInstruction
  | (At & OtherInstruction);

export type ProcessInstruction = At & { readonly keyword: 'CMD' | 'ENTRYPOINT'; readonly command: Command };

export type UserInstruction = At & {
  readonly keyword: 'USER';
  /** A name or a number, without its group. */
  readonly user: string;
  readonly root: boolean;
};

export type HealthcheckInstruction = At & {
  readonly keyword: 'HEALTHCHECK';
  /** Null for `HEALTHCHECK NONE`. */
  readonly command: Command | null;
  /** As written: `interval`, `timeout`, `start-period`, `retries`. */
  readonly options: Readonly<Record<string, string>>;
};

export type OtherInstruction =
  | {
      readonly keyword: 'RUN';
      readonly command: Command;
      /** Of `--mount`: `{ type: 'cache', target: '/root/.npm' }`. */
      readonly mounts: readonly Readonly<Record<string, string>>[];
    }
  | { readonly keyword: 'ENV' | 'ARG' | 'LABEL'; readonly values: Readonly<Record<string, string | null>> }
  | {
      readonly keyword: 'ONBUILD' | 'EXPOSE' | 'MAINTAINER' | 'SHELL' | 'STOPSIGNAL' | 'VOLUME' | 'WORKDIR';
      readonly words: readonly string[];
    };

/** Where an instruction stands, 1-based, and its text as written. */
export interface At {
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
}

export interface CopyInstruction {
  readonly keyword: 'COPY' | 'ADD';
  readonly sources: readonly string[];
  readonly destination: string;
  readonly from:
    | { readonly kind: 'context' }
    | { readonly kind: 'stage'; readonly stage: Stage }
    | { readonly kind: 'image'; readonly image: ImageReference };
  /** Of `--chown`, as written. */
  readonly owner: string | null;
}

export interface Command {
  /** `exec` is a JSON array; `shell` is handed to a shell, which is process 1 then and takes the signals. */
  readonly form: 'exec' | 'shell';
  /** Of the shell form split at blanks, as far as that tells. */
  readonly words: readonly string[];
  readonly text: string;
}

export interface ImageReference {
  /** As Docker would look for it, variables resolved. */
  readonly text: string;
  /** With registry and folders: `docker.io/library/node`. */
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
  /** Whether it is the same image tomorrow: a digest, or a tag that begins with three numbers. `scratch` never changes. */
  readonly pinned: boolean;
  /** Of the FROM or COPY that names it. */
  readonly line: number;
}

export interface BuildContext {
  /** Null where there is no .dockerignore. */
  readonly ignoreFile: string | null;
  /** The submission's files that are sent, sorted. */
  readonly files: readonly string[];
  /** Whether a file would be sent if it were there: `.env`, `node_modules/pg/index.js`. */
  sends(path: string): boolean;
  /** Of the files that are sent, those that a COPY from the context takes. */
  takenBy(copy: CopyInstruction): readonly string[];
}
