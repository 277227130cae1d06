/** One change of a task, as its history tells it. */
export interface HistoryItem {
  readonly op: 'created' | 'updated' | 'deleted';
  /** As `toISOString()` gives it. */
  readonly at: string;
}
