import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Topics } from '../gates/topics.ts';
import type { WordOrder } from '../gates/word-order.ts';
import type { LinearModel } from './train.ts';

const targetSchema = z.strictObject({
  bias: z.number(),
  weights: z.record(z.string(), z.number()),
  meaning: z.array(z.number()),
});
const modelSchema = z.strictObject({
  /** sha256 of all that it was trained from. */
  trainedFrom: z.string(),
  mostDoubt: z.number(),
  targets: z.record(z.string(), targetSchema),
});
const languageSchema = z.strictObject({
  trainedFrom: z.string(),
  order: z.strictObject({
    unseen: z.number(),
    common: z.array(z.string()),
    pairs: z.record(z.string(), z.number()),
  }),
  topics: z.strictObject({
    questions: z.array(z.string()),
    weights: z.record(z.string(), z.array(z.number())),
  }),
  vocabulary: z.array(z.string()),
});

export interface Learned {
  readonly mostDoubt: number;
  readonly targets: ReadonlyMap<string, LinearModel>;
}

export interface Language {
  readonly order: WordOrder;
  readonly topics: Topics;
  readonly vocabulary: readonly string[];
}

/** Null where nothing was learned for the question: its wordings stand alone then. */
export function readModel(file: string): Learned | null {
  if (!existsSync(file)) return null;
  const { mostDoubt, targets } = modelSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    mostDoubt,
    targets: new Map(
      Object.entries(targets).map(([id, { bias, weights, meaning }]) => [
        id,
        { bias, weights: new Map(Object.entries(weights)), meaning },
      ]),
    ),
  };
}

export function writeModel(file: string, trainedFrom: string, { mostDoubt, targets }: Learned): void {
  const plain = Object.fromEntries(
    [...targets].map(([id, model]) => [
      id,
      { bias: round(model.bias), weights: weightsOf(model), meaning: model.meaning.map(round) },
    ]),
  );
  writeFileSync(file, tell({ trainedFrom, mostDoubt: round(mostDoubt), targets: plain }));
}

export function readLanguage(file: string): Language | null {
  if (!existsSync(file)) return null;
  const { order, topics, vocabulary } = languageSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    order: {
      unseen: order.unseen,
      common: new Set(order.common),
      pairs: new Map(Object.entries(order.pairs)),
    },
    topics: { questions: topics.questions, weights: new Map(Object.entries(topics.weights)) },
    vocabulary,
  };
}

export function writeLanguage(
  file: string,
  trainedFrom: string,
  { order, topics, vocabulary }: Language,
): void {
  writeFileSync(
    file,
    tell({
      trainedFrom,
      order: { unseen: order.unseen, common: [...order.common], pairs: Object.fromEntries(order.pairs) },
      topics: { questions: topics.questions, weights: Object.fromEntries(topics.weights) },
      vocabulary,
    }),
  );
}

/** Two digits are enough, and the same on every machine. */
function weightsOf({ weights }: LinearModel): Record<string, number> {
  return Object.fromEntries(
    [...weights].map(([name, weight]) => [name, round(weight)] as const).filter(([, weight]) => weight !== 0),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A line for each entry, so that a change of one is a change of one line. */
function tell(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
