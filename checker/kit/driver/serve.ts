export interface DriverTools {
  /** Imports the learner's module (the manifest's `module`). Call it once. */
  load(): Promise<Record<string, unknown>>;
  /** Sends an event to the judge. */
  emit(name: string, data?: unknown): void;
  /** Resolves with the value that the judge opens the gate with (`gate.open {name, value}`, built in). */
  gate(name: string): Promise<unknown>;
  /** Blocks the whole thread until the judge opens the gate: for use inside a synchronous callback. */
  gateSync(name: string): unknown;
}

export type Methods = Readonly<Record<string, (params: never) => unknown>>;
