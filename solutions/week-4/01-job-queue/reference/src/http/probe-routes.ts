import { json, type Routes } from './server.ts';

export interface ProbeParts {
  /** Whether the database can be reached and has the right schema. */
  readonly isReady: () => Promise<boolean>;
  /** Aborts when a shutdown begins. */
  readonly stopping: AbortSignal;
  readonly metrics: { render(): string | Promise<string>; readonly contentType: string };
}

/** What both programs answer to machines. */
export function probeRoutes({ isReady, stopping, metrics }: ProbeParts): Routes {
  return {
    '/livez': { GET: () => json(200, { status: 'live' }) },
    '/readyz': {
      GET: async () => {
        const ready = (await isReady()) && !stopping.aborted;
        return json(ready ? 200 : 503, { status: ready ? 'ready' : 'unavailable' });
      },
    },
    '/metrics': {
      GET: async () => ({
        status: 200,
        headers: { 'Content-Type': metrics.contentType },
        body: await metrics.render(),
      }),
    },
  };
}
