export type Policy = Readonly<{ capacity: number; refillPerSecond: number }>;

export type Verdict = Readonly<{ allowed: boolean; remaining: number; resetSeconds: number }>;

/** Counts a request of somebody's. Rejects when nobody knows. */
export type Count = (who: string) => Promise<Verdict>;
