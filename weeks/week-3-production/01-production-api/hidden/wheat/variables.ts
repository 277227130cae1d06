export interface Rule {
  readonly expected: string;
  /** Undefined where it must be given. */
  readonly otherwise?: unknown;
  /** Undefined for a bad text. */
  readonly read: (text: string) => unknown;
}

export type Rules = Readonly<Record<string, Rule>>;

/** How numbers and keys are read; wrong rules read them otherwise. */
export interface Readers {
  readonly wholeNumber: (text: string) => number;
  readonly keys: (text: string) => readonly string[] | undefined;
}

export const usualReaders: Readers = {
  wholeNumber: (text) => (/^[0-9]+$/.test(text) ? Number(text) : Number.NaN),
  keys(text) {
    const keys = text.split(',');
    return keys.every((key) => /^[A-Za-z0-9_.~+/=-]{16,256}$/.test(key)) ? keys : undefined;
  },
};

const mostMs = 2_147_483_647;

/** The table of the page, in an order of its own: the page promises none. */
export function rulesOf({ wholeNumber, keys }: Readers = usualReaders): Rules {
  const number = (otherwise: number, least: number, most: number): Rule => ({
    expected: `a whole number, ${least} at least and ${most} at most`,
    otherwise,
    read(text) {
      const value = wholeNumber(text);
      return value >= least && value <= most ? value : undefined;
    },
  });
  const ms = (otherwise: number, least = 1) => number(otherwise, least, mostMs);
  return {
    TRUST_PROXY: number(0, 0, 10),
    API_KEYS: { expected: 'keys with commas between them', otherwise: [], read: keys },
    RATE_LIMIT_FAIL: word('open', 'closed'),
    RATE_LIMIT_REFILL_PER_SECOND: { expected: 'a decimal number above 0', otherwise: 50, read: readRefill },
    RATE_LIMIT_CAPACITY: number(100, 1, 1_000_000),
    RATE_LIMIT_ENABLED: { expected: 'true or false', otherwise: true, read: readBoolean },
    CACHE_NAMESPACE: matching(/^[A-Za-z0-9_-]{1,64}$/, 'tasks'),
    CACHE_TTL_MS: ms(30_000),
    REDIS_TIMEOUT_MS: ms(100),
    REDIS_URL: url('redis:', 'rediss:'),
    HEALTH_TIMEOUT_MS: ms(500),
    MIGRATIONS_DIR: matching(/^/, 'migrations'),
    DB_ACQUIRE_TIMEOUT_MS: ms(2000),
    DB_POOL_MAX: number(10, 1, 1000),
    DATABASE_URL: url('postgres:', 'postgresql:'),
    LOG_LEVEL: word('info', 'debug', 'warn', 'error'),
    MAX_BODY_BYTES: ms(2_097_152),
    SHUTDOWN_TIMEOUT_MS: ms(10_000),
    SHUTDOWN_DELAY_MS: ms(0, 0),
    REQUEST_TIMEOUT_MS: ms(5000),
    HOST: matching(/^/, '127.0.0.1'),
    PORT: number(3000, 0, 65_535),
  };
}

/** The first word is the default. */
function word(otherwise: string, ...others: readonly string[]): Rule {
  const words = [otherwise, ...others];
  return {
    expected: words.join(' or '),
    otherwise,
    read: (text) => (words.includes(text) ? text : undefined),
  };
}

function matching(pattern: RegExp, otherwise: string): Rule {
  return {
    expected: `like ${pattern}`,
    otherwise,
    read: (text) => (pattern.test(text) ? text : undefined),
  };
}

function url(...schemes: readonly string[]): Rule {
  return {
    expected: `a URL of ${schemes.join(' or ')}`,
    read: (text) => (schemes.includes(URL.parse(text)?.protocol ?? '') ? text : undefined),
  };
}

function readRefill(text: string): number | undefined {
  const value = /^[0-9]{1,7}([.][0-9]{1,9})?$/.test(text) ? Number(text) : 0;
  return value > 0 && value <= 1_000_000 ? value : undefined;
}

function readBoolean(text: string): boolean | undefined {
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}
