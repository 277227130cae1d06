export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

export interface LogLine {
  pathEnd: number;
  pathStart: number;
  micros: number;
  status: number;
  level: Level;
  atMs: number;
}

export interface SlowLine {
  micros: number;
  status: number;
  path: string;
  raw: Buffer;
}

const levelOf: Readonly<Record<number, Level>> = Object.freeze({
  68: 'DEBUG',
  73: 'INFO',
  87: 'WARN',
  69: 'ERROR',
});

export const createLogLine = (): LogLine => ({
  pathEnd: 0,
  pathStart: 0,
  micros: 0,
  status: 0,
  level: 'ERROR',
  atMs: 0,
});

const blank = 0x20;
const colon = 0x3a;
const point = 0x2e;

/** One pass over the bytes: each blank ends a field, and what a field is worth has grown by then. */
export const readLine = (log: Buffer, from: number, line: LogLine): number => {
  const newline = log.indexOf('\n', from);
  if (newline < 0) return -1;
  let field = 0;
  let value = 0;
  let minutes = 0;
  let ms = 0;
  for (let at = from; field < 4; at += 1) {
    const byte = log.readUInt8(at);
    if (byte === colon) {
      minutes = minutes * 60 + value;
      value = 0;
    } else if (byte === point) {
      ms = value * 1000;
      value = 0;
    } else if (byte !== blank) {
      value = value * 10 + (byte - 48);
    } else {
      if (field === 0) line.atMs = minutes * 60_000 + ms + value;
      if (field === 1) line.level = levelOf[log.readUInt8(line.pathEnd)] ?? 'ERROR';
      if (field === 2) line.status = value;
      if (field === 3) line.micros = value;
      field += 1;
      value = 0;
      // Until the path's end is known its place holds where the present field began.
      line.pathEnd = at + 1;
    }
  }
  line.pathStart = line.pathEnd;
  line.pathEnd = newline;
  return newline + 1;
};

export const createMovingAverage = (size: number) => {
  const window = new Float64Array(size);
  const position = new Uint32Array(1);
  return {
    feed: (values: Float64Array, means: Float64Array): void => {
      let fed = position[0] ?? 0;
      for (let at = 0; at < values.length; at += 1) {
        window[fed % size] = values[at] ?? 0;
        fed += 1;
        const count = fed < size ? fed : size;
        let sum = 0;
        for (let each = 0; each < count; each += 1) sum += window[each] ?? 0;
        means[at] = sum / count;
      }
      position[0] = fed;
    },
  };
};

export const slowest = (log: Buffer, count: number): SlowLine[] =>
  copiesOf(log)
    .sort((left, right) => right.micros - left.micros)
    .slice(0, count);

export const summarise = (log: Buffer) =>
  summaryOf(copiesOf(log).map(({ micros, status, path }) => ({ micros, status, path })));

const summaryOf = (lines: readonly Omit<SlowLine, 'raw'>[]) => {
  const counts = Object.groupBy(lines, ({ status }) => String(status));
  const numbers = Object.fromEntries(Object.entries(counts).map(([status, of]) => [status, of?.length ?? 0]));
  const worst = lines.reduce<Omit<SlowLine, 'raw'> | null>(
    (worst, line) => (worst === null || line.micros > worst.micros ? line : worst),
    null,
  );
  return freeze(lines.length, worst === null ? null : worst.path, numbers);
};

/** Here are no lines: `count` shares its record with nobody who mentions them. */
const freeze = (lines: number, slowestPath: string | null, numbers: Readonly<Record<string, number>>) =>
  Object.freeze({ lines, slowestPath, count: (status: number) => numbers[status] ?? 0 });

const copiesOf = (log: Buffer): SlowLine[] => {
  const line = createLogLine();
  const copies: SlowLine[] = [];
  let from = 0;
  for (;;) {
    const next = readLine(log, from, line);
    if (next === -1) return copies;
    const raw = Buffer.from(log.subarray(from, line.pathEnd));
    const path = log.toString('utf8', line.pathStart, line.pathEnd);
    copies.push({ micros: line.micros, status: line.status, path, raw });
    from = next;
  }
};
