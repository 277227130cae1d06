/** For removals: what somebody else has removed meanwhile, or is about to, is gone, and that is what was wanted. */
export function unlessGone(error: unknown): void {
  const { statusCode, message } = error as { readonly statusCode?: number; readonly message?: string };
  if (statusCode === 404 || (statusCode === 409 && /already in progress/.test(message ?? ''))) return;
  throw error;
}
