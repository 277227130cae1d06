import type { Depth } from './domain/ports.ts';

export const mediaType = 'text/plain; version=0.0.4; charset=utf-8';

const bounds = Object.freeze([0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60]);

type Kind = 'counter' | 'gauge' | 'histogram';

export function countByType(name: string, help: string) {
  const counts = new Map<string, number>();
  return {
    add: (type: string) => void counts.set(type, (counts.get(type) ?? 0) + 1),
    text: () =>
      family(
        name,
        help,
        'counter',
        [...counts].map(([type, n]) => line(name, { type }, n)),
      ),
  };
}

export function durationsByType(name: string, help: string) {
  const all = new Map<string, { count: number; sum: number; upTo: number[] }>();
  return {
    add(type: string, seconds: number): void {
      const { count, sum, upTo } = all.get(type) ?? { count: 0, sum: 0, upTo: bounds.map(() => 0) };
      all.set(type, {
        count: count + 1,
        sum: sum + seconds,
        upTo: upTo.map((n, index) => n + (seconds <= (bounds[index] ?? 0) ? 1 : 0)),
      });
    },
    text: () =>
      family(
        name,
        help,
        'histogram',
        [...all].flatMap(([type, { count, sum, upTo }]) => [
          ...upTo.map((n, index) => line(`${name}_bucket`, { type, le: `${bounds[index]}` }, n)),
          line(`${name}_bucket`, { type, le: '+Inf' }, count),
          line(`${name}_sum`, { type }, sum),
          line(`${name}_count`, { type }, count),
        ]),
      ),
  };
}

export function gauge(name: string, help: string, value: number): string {
  return family(name, help, 'gauge', [line(name, {}, value)]);
}

export function depthText(depth: Depth): string {
  const name = 'jobs_queue_depth';
  const { queued, running, retrying, dead } = depth;
  return family(
    name,
    'Jobs in the database.',
    'gauge',
    Object.entries({ queued, running, retrying, dead }).map(([state, n]) => line(name, { state }, n)),
  );
}

function family(name: string, help: string, kind: Kind, lines: readonly string[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines, ''].join('\n');
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const list = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${list.length > 0 ? `{${list.join()}}` : ''} ${value}`;
}

const escaped = (text: string) =>
  text.replace(/["\\\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
