import { RepositoryError, type Trouble } from '../../domain/model.ts';

/** The first pattern that fits decides. */
const table = Object.freeze([
  ['conflict', /^(?:23505|23P01)$/],
  ['invalid', /^(?:23...|2200[1378]|22021|22P0[25])$/],
  ['retry', /^(?:40001|40P01)$/],
  ['unexpected', /^08P01$/],
  ['unavailable', /^(?:08...|53...|57P0[123]|55P03|25006)$/],
  ['cancelled', /^57014$/],
  ['unavailable', /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|E(?:HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN)$/],
] as const);

export function classifyDatabaseError(error: unknown): Trouble | 'retry' {
  const code = codeOf(error);
  // A dot of the table stands for a digit or a capital.
  if (code === undefined || /[^0-9A-Z_]/.test(code)) return 'unexpected';
  return table.find(([, pattern]) => pattern.test(code))?.[0] ?? 'unexpected';
}

export function codeOf(error: unknown): string | undefined {
  if ((typeof error !== 'object' && typeof error !== 'function') || error === null) return undefined;
  try {
    const code: unknown = Reflect.get(error, 'code');
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}

/** An error of the driver in the words of the domain. Errors without a code are about the connection. */
export function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RepositoryError) return error;
  const code = codeOf(error);
  if (code === undefined) {
    return /timeout|terminat|connection|queryable/i.test(error.message)
      ? new RepositoryError('unavailable', error)
      : error;
  }
  const kind = classifyDatabaseError(error);
  return new RepositoryError(kind === 'retry' ? 'unavailable' : kind, error, code);
}
