import { z } from 'zod';
import type { BoxSocket } from '../../src/box/box-socket.ts';
import type { OpenDoorway } from '../../src/services/relay/doorway.ts';

/** Longest line that a process may send: a payload of 256 KiB in JSON escapes, and some more. */
const longestLine = 2 ** 21;

/** What a handlers' module says, one JSON object a line. It comes from the submission's process. */
const reportSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('started'),
    run: z.int(),
    mark: z.string().max(64),
    type: z.string().max(1000),
    jobId: z.string().max(1000),
    attempt: z.number(),
    payload: z.unknown(),
  }),
  z.object({
    event: z.literal('misused'),
    type: z.string().max(1000),
    signal: z.string().max(1000),
    attempt: z.string().max(1000),
    jobId: z.string().max(1000),
  }),
  z.object({ event: z.enum(['aborted', 'effect', 'resolved', 'rejected']), run: z.int() }),
]);
const helloSchema = z.object({ token: z.string().max(100), pid: z.int() });

export type Report = z.output<typeof reportSchema>;

/** A process that reports, for as long as its connection stands. */
export interface Reporter {
  /** The lane of the process whose token it knew. */
  readonly lane: string;
  send(word: object): void;
}

export interface ReportPort extends AsyncDisposable {
  readonly port: number;
  /** From now on who says this token is that process. */
  admit(token: string, lane: string): void;
}

/** Opens the judge's port in the box that handlers report to. Nobody who does not know a token is heard. */
export async function openReportPort(
  hear: {
    report(reporter: Reporter, report: Report): void;
    /** Something that no module of the judge's says. */
    forged(lane: string | null, line: string): void;
    gone(reporter: Reporter): void;
  },
  openDoorway: OpenDoorway,
): Promise<ReportPort> {
  const lanes = new Map<string, string>();
  const sockets = new Set<BoxSocket>();
  const doorway = await openDoorway((socket) => {
    sockets.add(socket);
    socket.setEncoding('utf8');
    // A doorway leaves its sockets half-open.
    socket.once('end', () => socket.end());
    let reporter: Reporter | null = null;
    let rest = '';
    const refuse = (line: string) => {
      hear.forged(reporter?.lane ?? null, line.slice(0, 200));
      socket.destroy();
    };
    socket.on('error', () => {});
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) return refuse(rest);
      for (const line of lines) {
        const said = parse(line);
        if (reporter === null) {
          const hello = helloSchema.safeParse(said);
          const lane = hello.success ? lanes.get(hello.data.token) : undefined;
          if (lane === undefined) return refuse(line);
          reporter = { lane, send: (word) => void socket.write(`${JSON.stringify(word)}\n`) };
          continue;
        }
        const report = reportSchema.safeParse(said);
        if (!report.success) return refuse(line);
        hear.report(reporter, report.data);
      }
    });
    socket.once('close', () => {
      sockets.delete(socket);
      if (reporter !== null) hear.gone(reporter);
    });
  });
  return {
    port: doorway.port,
    admit: (token, lane) => void lanes.set(token, lane),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await doorway[Symbol.asyncDispose]();
    },
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
