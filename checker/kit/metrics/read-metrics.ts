import { histogramFault, histogramsOf, keyOf } from './histograms.ts';
import type { Family, FamilyType, FormatFault, Labels, Metrics, Sample } from './metrics.ts';
import { readLine } from './read-line.ts';

export type ReadMetrics =
  | { readonly ok: true; readonly metrics: Metrics }
  | { readonly ok: false; readonly fault: FormatFault };

interface OpenFamily {
  readonly name: string;
  type: FamilyType | null;
  help: string | null;
  readonly samples: Sample[];
}

/** A whole text, read strictly: what a Prometheus server would refuse, or take for something else, is a fault with its line. */
export function readMetrics(text: string): ReadMetrics {
  const lines = text.split('\n');
  if (lines.pop() !== '')
    return {
      ok: false,
      fault: faultAt(text.split('\n'), lines.length, 'the last line has no line feed at its end'),
    };
  const families = new Map<string, OpenFamily>();
  const series = new Map<string, number>();
  let current = null as OpenFamily | null;
  for (const [index, line] of lines.entries()) {
    const wrong = (problem: string): ReadMetrics => ({ ok: false, fault: faultAt(lines, index, problem) });
    const read = readLine(line);
    if (read.kind === 'nothing') continue;
    if (read.kind === 'fault') return wrong(read.problem);
    const name: string =
      read.kind === 'sample' && current !== null && belongs(current, read.name) ? current.name : read.name;
    if (current?.name !== name) {
      const before = families.get(name);
      if (before !== undefined)
        return wrong(`lines of ${name} stand in two places; all lines of one metric stand together`);
      current = { name, type: null, help: null, samples: [] };
      families.set(name, current);
    }
    if (read.kind === 'sample') {
      const key = read.name + keyOf(read.labels);
      const first = series.get(key);
      if (first !== undefined) return wrong(`the same name with the same labels stands in line ${first}`);
      series.set(key, index + 1);
      current.samples.push({ name: read.name, labels: read.labels, value: read.value, line: index + 1 });
      continue;
    }
    const said = read.kind === 'type' ? current.type : current.help;
    if (said !== null) return wrong(`a second ${read.kind.toUpperCase()} line of ${name}`);
    if (read.kind === 'help') current.help = read.help;
    else if (current.samples.length > 0) return wrong(`the TYPE of ${name} comes after its first sample`);
    else current.type = read.type;
  }
  for (const family of families.values()) {
    const found = findFamilyFault(family);
    if (found !== null) return { ok: false, fault: faultAt(lines, found.line - 1, found.problem) };
  }
  return { ok: true, metrics: metricsOf([...families.values()]) };
}

/** Whether a sample of that name is part of the family. */
function belongs({ name, type }: OpenFamily, sample: string): boolean {
  if (sample === name) return true;
  const suffixes =
    type === 'histogram' ? ['_bucket', '_sum', '_count'] : type === 'summary' ? ['_sum', '_count'] : [];
  return suffixes.some((suffix) => sample === name + suffix);
}

function findFamilyFault(family: Family): { readonly line: number; readonly problem: string } | null {
  if (family.type === 'counter') {
    const bad = family.samples.find(({ value }) => !(value >= 0));
    if (bad !== undefined)
      return { line: bad.line, problem: `a counter is ${bad.value}; counters count from 0 upwards` };
  }
  return family.type === 'histogram' ? histogramFault(family) : null;
}

function metricsOf(families: readonly Family[]): Metrics {
  const all = families.flatMap(({ samples }) => samples);
  const find = (name: string) => families.find((family) => family.name === name) ?? null;
  const having = (name: string, labels: Labels) =>
    all.filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
  return {
    families,
    family: find,
    samples: (name, labels = {}) => having(name, labels),
    value(name, labels = {}) {
      const many = Object.keys(labels).length;
      return having(name, labels).find((sample) => Object.keys(sample.labels).length === many)?.value ?? null;
    },
    histograms(name) {
      const family = find(name);
      return family === null ? [] : histogramsOf(family);
    },
  };
}

function faultAt(lines: readonly string[], index: number, problem: string): FormatFault {
  return { line: index + 1, text: lines[index] ?? '', problem };
}
