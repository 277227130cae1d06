/**
 * What the judge and the supervisor of a container say to each other: one JSON message a line, over the connection that the
 * supervisor lives and dies with. Every stream and every connection of the box has a Unix connection of its own besides,
 * which the supervisor opens and whose first line says what it is. The judge chooses all numbers.
 */
export type Order =
  | {
      readonly do: 'start';
      readonly process: number;
      readonly line: readonly [string, ...string[]];
      readonly cwd: string;
      readonly env: Readonly<Record<string, string>>;
      /** Standard input, output, error, and the extra ones from descriptor 3 on. */
      readonly streams: number;
      readonly uid: number;
      readonly gid: number;
    }
  | {
      readonly do: 'signal';
      readonly process: number;
      readonly signal: NodeJS.Signals;
      readonly group: boolean;
    }
  | {
      readonly do: 'connect';
      readonly connection: number;
      readonly host: string;
      readonly port: number;
      readonly from: string | null;
    }
  | { readonly do: 'open door' | 'refuse' | 'admit' | 'close door'; readonly door: number }
  /** Kills everybody but the supervisor. Answers how many there were. */
  | { readonly do: 'kill all' }
  /** Answers whether anything was left in the places that all processes of the container share. */
  | { readonly do: 'find traces' }
  | { readonly do: 'find tool'; readonly name: string };

export type Request = Order & { readonly id: number };

export type Notice =
  | { readonly told: 'ready' }
  | { readonly told: 'done'; readonly id: number; readonly value: Answer }
  | { readonly told: 'refused'; readonly id: number; readonly code: string; readonly message: string }
  | {
      readonly told: 'ended';
      readonly process: number;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      /** Of the process and all that it waited for; null where others ran beside it. */
      readonly cpuMs: number | null;
    };

export type Answer =
  | null
  | boolean
  | number
  | string
  /** A started process, by the number that it has in the container. */
  | { readonly pid: number }
  | { readonly host: string; readonly port: number };

/** The first line of a connection that the supervisor opens. */
export type Opening =
  | { readonly is: 'control' }
  | { readonly is: 'stream'; readonly process: number; readonly stream: number }
  | { readonly is: 'connection'; readonly connection: number }
  | { readonly is: 'visitor'; readonly door: number };

/** Where the folder of the judge's socket stands in a container: below one that only the supervisor may pass. */
export const insidePaths = {
  locked: '/run/judge',
  link: '/run/judge/link',
  socket: '/run/judge/link/s',
} as const;
export const socketName = 's';
