export type Kind = 'conflict' | 'invalid' | 'retry' | 'unavailable' | 'cancelled' | 'unexpected';

/** The word for an error of the database, or of the connection to it. */
export function classifyDatabaseError(error: unknown): Kind {
  const code = codeOf(error);
  switch (code) {
    case '23505':
    case '23P01':
      return 'conflict';
    case '22001':
    case '22003':
    case '22007':
    case '22008':
    case '22021':
    case '22P02':
    case '22P05':
      return 'invalid';
    case '40001':
    case '40P01':
      return 'retry';
    case '57014':
      return 'cancelled';
    case '57P01':
    case '57P02':
    case '57P03':
    case '55P03':
    case '25006':
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'unavailable';
    case '08P01':
      return 'unexpected';
    default:
      return classOf(code);
  }
}

export function codeOf(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  try {
    const { code } = Object(error) as { code?: unknown };
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}

function classOf(code = ''): Kind {
  if (!/^[0-9A-Z]{5}$/.test(code)) return 'unexpected';
  if (code.startsWith('23')) return 'invalid';
  return code.startsWith('08') || code.startsWith('53') ? 'unavailable' : 'unexpected';
}
