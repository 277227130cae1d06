/** Everything that can settle by itself has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What has become of a promise by now. */
export async function standing(promise: Promise<unknown>): Promise<string> {
  const seen = promise.then(
    (value) => `resolved with ${JSON.stringify(value)}`,
    (error: unknown) => `rejected with ${error}`,
  );
  await settled();
  return Promise.race([seen, Promise.resolve('still waiting')]);
}
