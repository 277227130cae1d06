import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import type { FamilyType, Labels } from './metrics.ts';
import { readNumber, toNumber } from './to-number.ts';

export type Line =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'help'; readonly name: string; readonly help: string }
  | { readonly kind: 'type'; readonly name: string; readonly type: FamilyType }
  | { readonly kind: 'sample'; readonly name: string; readonly labels: Labels; readonly value: number }
  | { readonly kind: 'fault'; readonly problem: string };

/**
 * One line of the text format, as strictly as a Prometheus server reads it:
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format. The package reads anything as something, so
 * the form is looked at here first; what the line says is then for the package to tell.
 */
export function readLine(line: string): Line {
  if (/\r$/.test(line)) return fault('it ends in a carriage return; lines end in a line feed alone');
  if (line.includes('\0')) return fault('there is a NUL character in it');
  if (line.trim() === '') return { kind: 'nothing' };
  if (line.startsWith('#')) return readComment(line);
  return readSample(line);
}

function readComment(line: string): Line {
  const [, keyword, rest = ''] = /^#[ \t]+(HELP|TYPE)(?:[ \t]+(.*))?$/.exec(line) ?? [];
  if (keyword === undefined) return { kind: 'nothing' };
  const [, name = '', text = ''] = /^(\S*)[ \t]*(.*)$/.exec(rest) ?? [];
  if (!metricName.test(name))
    return fault(`after ${keyword} comes ${tell(name)}, which is no name of a metric`);
  if (keyword === 'HELP')
    return /(?<!\\)(?:\\\\)*\\(?![\\n])/.test(text)
      ? fault('in a help a backslash is written \\\\ and a line feed \\n')
      : { kind: 'help', name, help: text.replaceAll(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char)) };
  const type = text.trim();
  return isFamilyType(type)
    ? { kind: 'type', name, type }
    : fault(`${tell(type)} is no type; there are ${familyTypes.join(', ')}`);
}

function readSample(line: string): Line {
  const [name = ''] = /^[^{ \t]*/.exec(line) ?? [];
  if (!metricName.test(name)) return fault(`it begins with ${tell(name)}, which is no name of a metric`);
  const labels = readLabels(line, name.length);
  if (typeof labels === 'string') return fault(labels);
  const rest = line.slice(labels.end);
  const separated = labels.end > name.length || /^[ \t]/.test(rest);
  const [value, timestamp, ...more] = rest.trim().split(/[ \t]+/);
  if (!separated || value === undefined || value === '') return fault('there is no value after the name');
  if (readNumber(value) === undefined) return fault(`${tell(value)} is no number`);
  if (timestamp !== undefined && !/^-?\d+$/.test(timestamp))
    return fault(`after the value comes ${tell(timestamp)}, which is no timestamp in milliseconds`);
  if (more.length > 0) return fault(`after the timestamp comes ${tell(more[0] ?? '')}`);
  // Blanks and a last comma are free in the format, and not all of them are known to the package.
  const [read] = parsePrometheusTextFormat(`${name}{${labels.pairs.join(',')}} ${value}\n`);
  const [sample] = read?.metrics ?? [];
  return { kind: 'sample', name, labels: { ...sample?.labels }, value: toNumber(sample?.value ?? '') };
}

/** The labels as they are written, and where they end; or what is wrong with them. */
function readLabels(
  line: string,
  start: number,
): { readonly end: number; readonly pairs: readonly string[] } | string {
  const open = /[ \t]*\{[ \t]*/y;
  open.lastIndex = start;
  if (!open.test(line)) return { end: start, pairs: [] };
  const seen = new Set<string>();
  const pairs: string[] = [];
  for (let at = open.lastIndex; ; ) {
    if (line[at] === '}') return { end: at + 1, pairs };
    const label = /([a-zA-Z_]\w*)[ \t]*=[ \t]*"/y;
    label.lastIndex = at;
    const name = label.exec(line)?.[1];
    if (name === undefined)
      return `where a label="value" should be, there is ${tell(line.slice(at, at + 20))}`;
    if (name.startsWith('__'))
      return `the label ${name} begins with two underscores, which is kept for Prometheus itself`;
    if (seen.has(name)) return `the label ${name} is there twice`;
    seen.add(name);
    const value = /(?:[^"\\]|\\[\\"n])*/y;
    value.lastIndex = label.lastIndex;
    value.test(line);
    at = value.lastIndex;
    if (line[at] === '\\')
      return `in the value of ${name} stands ${line.slice(at, at + 2)}; there are \\\\, \\" and \\n alone`;
    if (line[at] !== '"') return `the value of the label ${name} has no closing quotation mark`;
    pairs.push(`${name}="${line.slice(label.lastIndex, at)}"`);
    const next = /"[ \t]*(?:,[ \t]*|(?=\}))/y;
    next.lastIndex = at;
    if (!next.test(line))
      return `after the value of the label ${name} comes neither a comma nor a closing brace`;
    at = next.lastIndex;
  }
}

const metricName = /^[a-zA-Z_:][\w:]*$/;
const familyTypes = ['counter', 'gauge', 'histogram', 'summary', 'untyped'] as const;

function isFamilyType(text: string): text is FamilyType {
  return (familyTypes as readonly string[]).includes(text);
}

function fault(problem: string): Line {
  return { kind: 'fault', problem };
}

function tell(text: string): string {
  return text === '' ? 'nothing' : JSON.stringify(text.slice(0, 60));
}
