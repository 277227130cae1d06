import { CheckerError } from '../errors.ts';

/** A server that the run may use. Disposing of it leaves nothing of it, or, on somebody else's, nothing of ours. */
export interface Server<Access> extends AsyncDisposable {
  readonly access: Access;
  /** Whether it still does; a warm one is asked before each judging. */
  answers(): Promise<boolean>;
}

/** One way to come by a server. It rejects with what `serviceTrouble` makes where this machine cannot offer it. */
export type StartServer<Access> = (signal: AbortSignal) => Promise<Server<Access>>;

/** Why a service cannot be had, and what helps. Requirements that need it are inconclusive; no learner is charged. */
export function serviceTrouble(cause: string, hint: string, error?: unknown): CheckerError {
  return new CheckerError('SERVICE_UNAVAILABLE', cause, { hint, cause: error });
}
