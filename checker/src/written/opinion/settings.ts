import { CheckerError } from '../../errors.ts';

/** The three shapes in which language models are asked. */
export type EndpointKind = 'openai' | 'anthropic' | 'ollama';

/** Where a second opinion is asked for, and how much. */
export interface OpinionSettings {
  readonly kind: EndpointKind;
  /** What is posted to, whole. */
  readonly url: URL;
  readonly model: string;
  /** Sent to the endpoint and shown nowhere. */
  readonly key: string | null;
  readonly timeoutMs: number;
  /** Most requests of one call of the checker; what is known from before costs none. */
  readonly budget: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Null where nobody asked for it: then nothing is ever sent. Throws USAGE where a variable cannot be understood. */
export function readOpinionSettings(env: Environment): OpinionSettings | null {
  const given = env.CHECKER_LLM_URL;
  if (given === undefined || given === '') return null;
  const url = readUrl(given);
  const kind = readKind(env.CHECKER_LLM_KIND) ?? kindOf(url);
  const model = env.CHECKER_LLM_MODEL;
  if (model === undefined || model.trim() === '')
    throw new CheckerError('USAGE', 'CHECKER_LLM_URL is set and CHECKER_LLM_MODEL is not', {
      hint: 'Name the model that the endpoint should ask. Without CHECKER_LLM_URL nothing is sent.',
    });
  return {
    kind,
    url: completed(url, kind),
    model: model.trim(),
    key: env.CHECKER_LLM_KEY || null,
    timeoutMs: readInteger(env, 'CHECKER_LLM_TIMEOUT_MS', { fallback: 10_000, min: 100, max: 120_000 }),
    budget: readInteger(env, 'CHECKER_LLM_BUDGET', { fallback: 30, min: 0, max: 10_000 }),
  };
}

/** The host as people know it, without what may be secret in a URL. */
export function hostOf({ url }: OpinionSettings): string {
  return url.protocol === 'http:' && !isHere(url) ? `${url.host}, not encrypted` : url.host;
}

/** What a learner is told before anything is sent. */
export function tellSending(settings: OpinionSettings): string {
  const goes = isHere(settings.url)
    ? `is sent to ${hostOf(settings)}, on this machine`
    : `leaves this machine: it is sent to ${hostOf(settings)}`;
  return `For a second opinion what you wrote ${goes} (CHECKER_LLM_URL). It moves no mark.`;
}

function isHere({ hostname }: URL): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function readUrl(given: string): URL {
  const url = URL.parse(given);
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol);
  if (isWeb && url.username === '' && url.password === '') return url;
  // The value is not shown: it may hold a key.
  throw new CheckerError(
    'USAGE',
    isWeb ? 'CHECKER_LLM_URL holds a name or a password' : 'CHECKER_LLM_URL is no URL of a web server',
    { hint: 'It looks like https://host/v1/chat/completions; a key belongs into CHECKER_LLM_KEY.' },
  );
}

function readKind(given: string | undefined): EndpointKind | null {
  if (given === undefined || given === '') return null;
  if (given === 'openai' || given === 'anthropic' || given === 'ollama') return given;
  throw new CheckerError('USAGE', `CHECKER_LLM_KIND is ${JSON.stringify(given)}`, {
    hint: 'It is openai, anthropic, ollama, or not set: then the path of CHECKER_LLM_URL tells.',
  });
}

function kindOf({ pathname }: URL): EndpointKind {
  if (/\/v1\/messages\/?$/.test(pathname)) return 'anthropic';
  if (/\/api(\/chat)?\/?$/.test(pathname)) return 'ollama';
  if (/\/(chat\/completions|v1)\/?$/.test(pathname)) return 'openai';
  throw new CheckerError('USAGE', 'the path of CHECKER_LLM_URL does not tell what kind of endpoint it is', {
    hint: 'It ends with /v1/chat/completions, /v1/messages or /api/chat; or CHECKER_LLM_KIND says openai, anthropic or ollama.',
  });
}

const paths = { openai: '/v1/chat/completions', anthropic: '/v1/messages', ollama: '/api/chat' } as const;

/** A URL may stop anywhere on the way to the path of its kind: `https://host`, `https://host/v1`. Any other is taken as it is. */
function completed(url: URL, kind: EndpointKind): URL {
  const steps = paths[kind].split('/').slice(1);
  const given = url.pathname.replace(/\/+$/, '');
  const last = given.split('/').at(-1) ?? '';
  const reached = given === '' ? 0 : steps.lastIndexOf(last) + 1;
  const whole = new URL(url);
  if (given === '' || reached > 0) whole.pathname = [given, ...steps.slice(reached)].join('/');
  whole.hash = '';
  return whole;
}

function readInteger(
  env: Environment,
  name: string,
  { fallback, min, max }: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const given = env[name];
  if (given === undefined || given === '') return fallback;
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= min && value <= max) return value;
  throw new CheckerError('USAGE', `${name} is ${JSON.stringify(given)}`, {
    hint: `It is a whole number from ${min} to ${max}, or not set: then it is ${fallback}.`,
  });
}
