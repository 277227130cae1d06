export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  lines(): Iterable<Line>;
}

export interface Line {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All that a process tells about itself, in the text format of Prometheus. */
export class Registry {
  static readonly contentType = 'text/plain; version=0.0.4; charset=utf-8';
  readonly #metrics: Metric[] = [];

  add<M extends Metric>(metric: M): M {
    this.#metrics.push(metric);
    return metric;
  }

  render(): string {
    let text = '';
    for (const metric of this.#metrics) {
      text += `# HELP ${metric.name} ${metric.help}\n# TYPE ${metric.name} ${metric.type}\n`;
      for (const { name, labels, value } of metric.lines())
        text += `${name}${this.#labels(labels)} ${value}\n`;
    }
    return text;
  }

  #labels(labels: Line['labels']): string {
    const pairs = Object.entries(labels).map(
      ([name, value]) =>
        `${name}="${value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')}"`,
    );
    return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
  }
}

export class Counter implements Metric {
  readonly type = 'counter';
  readonly name: string;
  readonly help: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string) {
    this.name = name;
    this.help = help;
  }

  count(type: string): void {
    this.#values.set(type, (this.#values.get(type) ?? 0) + 1);
  }

  *lines(): Iterable<Line> {
    for (const [type, value] of this.#values) yield { name: this.name, labels: { type }, value };
  }
}

/** Without a label, or by the values of one. */
export class Gauge implements Metric {
  readonly type = 'gauge';
  readonly name: string;
  readonly help: string;
  readonly #label: string | undefined;
  #values: Readonly<Record<string, number>> = {};

  constructor(name: string, help: string, label?: string) {
    this.name = name;
    this.help = help;
    this.#label = label;
  }

  set(value: number | Readonly<Record<string, number>>): void {
    this.#values = typeof value === 'number' ? { '': value } : value;
  }

  *lines(): Iterable<Line> {
    for (const [key, value] of Object.entries(this.#values)) {
      yield { name: this.name, labels: this.#label === undefined ? {} : { [this.#label]: key }, value };
    }
  }
}

export class Histogram implements Metric {
  readonly type = 'histogram';
  readonly name: string;
  readonly help: string;
  readonly #bounds: readonly number[];
  readonly #observed = new Map<string, number[]>();
  readonly #sums = new Map<string, number>();

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.name = name;
    this.help = help;
    this.#bounds = [...bounds, Number.POSITIVE_INFINITY];
  }

  observe(type: string, value: number): void {
    const buckets = this.#observed.get(type) ?? this.#bounds.map(() => 0);
    this.#observed.set(
      type,
      buckets.map((count, index) => count + Number(value <= (this.#bounds[index] ?? 0))),
    );
    this.#sums.set(type, (this.#sums.get(type) ?? 0) + value);
  }

  *lines(): Iterable<Line> {
    const { name } = this;
    for (const [type, buckets] of this.#observed) {
      for (const [index, value] of buckets.entries()) {
        const bound = this.#bounds[index];
        const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound);
        yield { name: `${name}_bucket`, labels: { le, type }, value };
      }
      yield { name: `${name}_count`, labels: { type }, value: buckets.at(-1) ?? 0 };
      yield { name: `${name}_sum`, labels: { type }, value: this.#sums.get(type) ?? 0 };
    }
  }
}
