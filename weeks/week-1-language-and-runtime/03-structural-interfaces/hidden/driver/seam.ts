/** The seam as the exercise's page describes it. What the judge hands in has a shape, and no type. */
export interface Seam {
  copy(reader: object, writer: object, signal?: AbortSignal): Promise<unknown>;
  tee(reader: object, writer: object): ReaderMade;
  limit(reader: object, bytes: number): ReaderMade;
  userId(text: string): unknown;
  orderId(text: string): unknown;
  saveReceipt(
    files: object,
    user: unknown,
    order: unknown,
    receipt: object,
    signal?: AbortSignal,
  ): Promise<unknown>;
}

export interface ReaderMade {
  read(): Promise<unknown>;
}
