/** For removals: what somebody else has removed meanwhile is gone, and that is what was wanted. */
export function unlessGone(error: unknown): void {
  if ((error as { readonly statusCode?: number }).statusCode !== 404) throw error;
}
