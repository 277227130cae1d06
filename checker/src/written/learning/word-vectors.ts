import { type SparseMatrix, singularVectors } from './singular-vectors.ts';

/**
 * Stems as points: those that stand among the same words lie near to each other. The rarer a word, the longer its vector, in
 * units of 1/`unit`.
 */
export type WordVectors = ReadonlyMap<string, Int8Array>;

export const unit = 200;
export const dimensions = 100;
const reach = 5;
/** What hardly ever stands beside anything could be anything. */
const fewestNeighbours = 3;

/**
 * Learns them from sentences, given as their stems: how much more often two words stand near to each other than chance would
 * have it (positive pointwise mutual information, with contexts smoothed as by Levy, Goldberg and Dagan 2015), brought down
 * to a hundred numbers a word.
 */
export function learnWordVectors(sentences: readonly (readonly string[])[]): WordVectors {
  const near = neighboursIn(sentences);
  const totals = new Map(
    [...near].map(([word, others]) => [word, [...others.values()].reduce((sum, count) => sum + count, 0)]),
  );
  const words = [...totals].flatMap(([word, total]) => (total >= fewestNeighbours ? [word] : [])).sort();
  const vectors = singularVectors(informationOf(words, near, totals), dimensions);
  const rows = words.map((_, row) =>
    vectors.map(({ value, vector }) => Math.sqrt(value) * (vector[row] as number)),
  );
  const mean = vectors.map((_, at) => rows.reduce((sum, row) => sum + (row[at] as number), 0) / rows.length);
  const rarity = rarityIn(sentences);
  return new Map(
    words.map((word, index) => {
      const row = (rows[index] ?? []).map((value, at) => value - (mean[at] as number));
      const length = Math.hypot(...row);
      const scale = length === 0 ? 0 : (unit * (rarity.get(word) ?? 0)) / length;
      const vector = new Int8Array(dimensions);
      for (const [at, value] of row.entries())
        vector[at] = Math.max(-127, Math.min(127, Math.round(scale * value)));
      return [word, vector];
    }),
  );
}

type Neighbours = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** For each word what stands near to it and how often; at twice the distance it counts half. */
function neighboursIn(sentences: readonly (readonly string[])[]): Neighbours {
  const near = new Map<string, Map<string, number>>();
  const count = (word: string, other: string, weight: number) => {
    const others = near.get(word) ?? new Map<string, number>();
    others.set(other, (others.get(other) ?? 0) + weight);
    near.set(word, others);
  };
  for (const stems of sentences)
    for (const [at, word] of stems.entries())
      for (const [distance, other] of stems.slice(at + 1, at + 1 + reach).entries()) {
        count(word, other, 1 / (distance + 1));
        count(other, word, 1 / (distance + 1));
      }
  return near;
}

function informationOf(
  words: readonly string[],
  near: Neighbours,
  totals: ReadonlyMap<string, number>,
): SparseMatrix {
  const index = new Map(words.map((word, at) => [word, at]));
  const smooth = (word: string) => (totals.get(word) ?? 0) ** 0.75;
  const all = words.reduce((sum, word) => sum + smooth(word), 0);
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (const word of words) {
    for (const [other, count] of near.get(word) ?? []) {
      const column = index.get(other);
      if (column === undefined) continue;
      const information = Math.log(((count / (totals.get(word) ?? 1)) * all) / smooth(other));
      if (information <= 0) continue;
      columns.push(column);
      values.push(information);
    }
    starts.push(columns.length);
  }
  return {
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}

/** From near 0 for what half of the sentences have to about 2 for what hardly any has. */
function rarityIn(sentences: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const stems of sentences)
    for (const word of new Set(stems)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].map(([word, count]) => [word, Math.log(sentences.length / (1 + count)) / 5]));
}
