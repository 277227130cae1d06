import type { ChalkInstance } from 'chalk';

/** How a page is drawn; the width shrinks inside lists and quotes. */
export interface Page {
  readonly columns: number;
  readonly codeColumns: number;
  readonly chalk: ChalkInstance;
  readonly unicode: boolean;
}
