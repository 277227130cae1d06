import { type Kind, kindOf } from '../wheat/classify-database-error.ts';

export * from '../wheat/index.ts';

export function classifyDatabaseError(error: unknown): Kind {
  try {
    const { code } = Object(error ?? {}) as { readonly code?: unknown };
    return kindOf(code === undefined || code === null ? null : String(code));
  } catch {
    return 'unexpected';
  }
}
