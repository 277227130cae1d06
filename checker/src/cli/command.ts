import type { Context, ExitCode } from './context.ts';

/** One command of the checker. Its module is loaded only when it is called: keep heavy imports inside `run`. */
export interface Command<A extends Arguments = Arguments, O extends Options = Options> {
  readonly arguments: A;
  readonly options: O;
  /** Shown under the summary by `--help`. */
  readonly description?: string;
  /** What to type after `npm run checker --`, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  run(context: Context, args: ArgumentValues<A>, options: OptionValues<O>): Promise<ExitCode>;
}

/** A command as the registry holds it: the types of its own arguments are forgotten. */
export interface AnyCommand extends Omit<Command, 'run'> {
  run(context: Context, args: never, options: never): Promise<ExitCode>;
}

/** Keeps the literal types of arguments and options, so that `run` sees exactly what it declared. */
export function defineCommand<const A extends Arguments, const O extends Options>(
  command: Command<A, O>,
): Command<A, O> {
  return command;
}

export type Arguments = Readonly<Record<string, Argument>>;
export type Options = Readonly<Record<string, Option>>;

export interface Argument {
  readonly kind: 'required' | 'optional' | 'many';
  readonly summary: string;
}

export type Option = { readonly summary: string; readonly short?: string } & (
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly placeholder: string; readonly choices?: readonly string[] }
  | { readonly kind: 'integer'; readonly placeholder: string; readonly min: number; readonly max: number }
  /** May be given several times. */
  | { readonly kind: 'list'; readonly placeholder: string }
);

export type ArgumentValues<A extends Arguments> = {
  readonly [K in keyof A]: {
    required: string;
    optional: string | undefined;
    many: readonly string[];
  }[A[K]['kind']];
};

export type OptionValues<O extends Options> = {
  readonly [K in keyof O]: {
    flag: boolean;
    text: string | undefined;
    integer: number | undefined;
    list: readonly string[];
  }[O[K]['kind']];
};
