import type { Mount, Port } from './compose.ts';

/** `[source:]target[:options]`, or the long form. */
export function readMount(mount: unknown, line: number): Mount {
  if (typeof mount === 'object' && mount !== null) {
    const { type, source, target, read_only: readOnly } = mount as Readonly<Record<string, unknown>>;
    const named = source === undefined || source === null ? null : String(source);
    return {
      kind: longKind(String(type), named),
      source: named,
      target: String(target ?? ''),
      readOnly: readOnly === true || readOnly === 'true',
      line,
    };
  }
  const parts = splitOutsideBraces(String(mount));
  const [source, target, options = ''] = parts.length === 1 ? [null, parts[0], ''] : parts;
  return {
    kind: source === null || source === undefined ? 'anonymous' : isPath(source) ? 'bind' : 'volume',
    source: source ?? null,
    target: target ?? '',
    readOnly: options.split(',').includes('ro'),
    line,
  };
}

function longKind(type: string, source: string | null): Mount['kind'] {
  if (type === 'volume') return source === null ? 'anonymous' : 'volume';
  return type === 'bind' || type === 'tmpfs' ? type : 'other';
}

/** Anything else is the name of a volume. */
function isPath(source: string): boolean {
  return /^(\.|\/|~|[A-Za-z]:[\\/])/.test(source);
}

/** `[[address:]published:]target[/protocol]`, or the long form. */
export function readPort(port: unknown, line: number): Port {
  if (typeof port === 'object' && port !== null) {
    const { published, target, host_ip: address } = port as Readonly<Record<string, unknown>>;
    return { published: textOf(published), target: String(target), address: textOf(address), line };
  }
  const parts = splitOutsideBraces(String(port));
  const [target = ''] = (parts.pop() ?? '').split('/');
  const published = parts.pop() ?? null;
  return {
    target,
    published: published === '' ? null : published,
    address: parts.length === 0 ? null : parts.join(':').replace(/^\[|\]$/g, ''),
    line,
  };
}

function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}

/** Colons of `${PORT:-3000}` separate nothing. */
function splitOutsideBraces(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (character === ':' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
