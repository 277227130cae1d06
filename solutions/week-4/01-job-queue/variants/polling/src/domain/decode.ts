export type Fault = Readonly<{ pointer: string; detail: string }>;

export type NewJob = Readonly<{
  type: string;
  payload: unknown;
  maxAttempts: number;
  priority: number;
  /** In UTC; null stands for the database's now. */
  runAt: string | null;
}>;

const deepest = 100;

/** The job that a body asks for, or everything that is wrong with it. */
export function decode(body: unknown, hasHandler: (type: string) => boolean): NewJob | readonly Fault[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return [{ pointer: '', detail: 'a job is an object' }];
  }
  const faults: Fault[] = [];
  const given = new Map<string, unknown>(Object.entries(body));
  const refuse = (name: string, detail: string) => {
    faults.push({ pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail });
  };
  const take = <T>(
    name: string,
    otherwise: T,
    read: (value: unknown) => T | undefined,
    detail: string,
  ): T => {
    if (!given.has(name)) return otherwise;
    const value = read(given.get(name));
    if (value === undefined) refuse(name, detail);
    return value ?? otherwise;
  };
  const known = ['type', 'payload', 'maxAttempts', 'priority', 'runAt'];
  for (const name of given.keys()) if (!known.includes(name)) refuse(name, 'a job has no such member');
  for (const name of ['type', 'payload']) if (!given.has(name)) refuse(name, 'a job must have it');
  if (isTooDeep(given.get('payload'))) refuse('payload', `it has more than ${deepest} levels`);
  const isType = (value: unknown) => (typeof value === 'string' && hasHandler(value) ? value : undefined);
  const job = {
    type: take('type', '', isType, 'nobody handles such jobs'),
    payload: given.get('payload'),
    maxAttempts: take('maxAttempts', 5, between(1, 100), 'a whole number from 1 to 100'),
    priority: take('priority', 0, between(-100, 100), 'a whole number from -100 to 100'),
    runAt: take<string | null>('runAt', null, time, 'a time, as 2026-03-01T13:00:00+01:00'),
  };
  return faults.length > 0 ? faults : job;
}

const between =
  (least: number, most: number) =>
  (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : undefined;

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** PostgreSQL knows no offset of more than sixteen hours, so it is told a time of UTC. */
function time(value: unknown): string | undefined {
  const [text, year, month, day] = rfc3339.exec(typeof value === 'string' ? value : '') ?? [];
  if (text === undefined) return undefined;
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // The 30th of February is rolled over into March, or is no date at all.
  if (Number.isNaN(midnight.getTime()) || midnight.getUTCDate() !== Number(day)) return undefined;
  const at = new Date(text.toUpperCase());
  const utcYear = at.getUTCFullYear();
  return utcYear >= 1970 && utcYear <= 9999 ? at.toISOString() : undefined;
}

/** Level by level: what goes into the depth by calling itself is what such a payload is sent for. */
function isTooDeep(payload: unknown): boolean {
  let level = [payload];
  for (let depth = 0; depth <= deepest; depth += 1) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
