import type { Reply } from './shapes.ts';

/** Resolves to whether it is well; what rejects is not. */
export type Ask = (signal: AbortSignal) => Promise<boolean>;

export type HealthParts = Readonly<{
  postgres: Ask;
  redis: Ask;
  limitMs: number;
  /** Nothing can be done without Redis. */
  strict: boolean;
  isClosing: () => boolean;
}>;

type Found = Readonly<{ status: 'up' | 'down'; latencyMs: number }>;

export function createReadiness(parts: HealthParts | undefined): () => Promise<Reply> {
  if (parts === undefined) return async () => reply('ready', {});
  const { limitMs, strict, isClosing } = parts;
  const postgres = oneAtATime(parts.postgres, limitMs);
  const redis = oneAtATime(parts.redis, limitMs);
  return async () => {
    const [database, cache] = await Promise.all([postgres(), redis()]);
    const works = database.status === 'up' && (cache.status === 'up' || !strict);
    const word = works ? (cache.status === 'up' ? 'ready' : 'degraded') : 'unavailable';
    return reply(isClosing() ? 'shutting-down' : word, { postgres: database, redis: cache });
  };
}

function reply(status: string, checks: Readonly<Record<string, Found>>): Reply {
  return {
    status: ['ready', 'degraded'].includes(status) ? 200 : 503,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify({ status, checks }),
  };
}

/** Whoever comes while a question is under way waits for its answer, for as long as anybody else would. */
function oneAtATime(ask: Ask, limitMs: number): () => Promise<Found> {
  let asking: Promise<boolean> | null = null;
  return async () => {
    const began = performance.now();
    asking ??= ask(AbortSignal.timeout(limitMs)).then(
      (well) => {
        asking = null;
        return well;
      },
      () => {
        asking = null;
        return false;
      },
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, limitMs, false);
    });
    const well = await Promise.race([asking, late]);
    clearTimeout(timer);
    return { status: well ? 'up' : 'down', latencyMs: Math.max(0, performance.now() - began) };
  };
}
