/** What a service exposes at /metrics, read from Prometheus' text format (version 0.0.4). */
export interface Metrics {
  /** In the order of the text. */
  readonly families: readonly Family[];
  family(name: string): Family | null;
  /** The value of the sample with exactly these labels; null when there is none. */
  value(name: string, labels?: Labels): number | null;
  /** The samples of that name that have at least these labels. */
  samples(name: string, labels?: Labels): readonly Sample[];
  /** Of a histogram, one for each set of labels without `le`. None when there is no such histogram. */
  histograms(name: string): readonly Histogram[];
}

export type Labels = Readonly<Record<string, string>>;

export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';

/** All that goes by one name; those of a histogram end in _bucket, _sum and _count. */
export interface Family {
  readonly name: string;
  /** Null where there is no TYPE line. */
  readonly type: FamilyType | null;
  /** Null where there is no HELP line. */
  readonly help: string | null;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  /** From 1. */
  readonly line: number;
}

export interface Histogram {
  readonly labels: Labels;
  /** By `le`, from the smallest to +Inf. */
  readonly buckets: readonly { readonly le: number; readonly value: number; readonly line: number }[];
  readonly sum: Sample | null;
  readonly count: Sample | null;
}

/** Where a text is not what a Prometheus server reads: the first line of which that can be said. */
export interface FormatFault {
  readonly line: number;
  /** That line. */
  readonly text: string;
  /** As a sentence without its end: `the label value is not closed`. */
  readonly problem: string;
}
