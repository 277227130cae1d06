export type Kind = 'conflict' | 'invalid' | 'retry' | 'unavailable' | 'cancelled' | 'unexpected';

const kinds: readonly (readonly [Kind, RegExp])[] = [
  ['conflict', /^(23505|23P01)$/],
  ['invalid', /^(23[0-9A-Z]{3}|220(01|03|07|08|21)|22P0[25])$/],
  ['retry', /^40(001|P01)$/],
  ['unexpected', /^08P01$/],
  ['unavailable', /^((08|53)[0-9A-Z]{3}|57P0[123]|55P03|25006)$/],
  ['unavailable', /^(E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND)|EAI_AGAIN)$/],
  ['cancelled', /^57014$/],
];

export function classifyDatabaseError(error: unknown): Kind {
  return kindOf(codeOf(error));
}

/** The first line of the table that the code fits. */
export function kindOf(code: string | null): Kind {
  if (code === null) return 'unexpected';
  return kinds.find(([, codes]) => codes.test(code))?.[0] ?? 'unexpected';
}

export function codeOf(error: unknown): string | null {
  if (error === null || error === undefined) return null;
  try {
    const { code } = error as { readonly code?: unknown };
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
