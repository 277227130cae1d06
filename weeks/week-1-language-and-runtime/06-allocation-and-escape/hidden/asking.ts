import { broken, type DriverLink } from 'checker/kit';

/** What the driver answered. Anything but an answer breaks the promise: the learner's function threw, or never came back. */
export async function ask<Told>(
  link: DriverLink,
  method: string,
  params: object,
  asked: { readonly what: string; readonly transcript?: boolean },
): Promise<Told> {
  const outcome = await link.call(method, params, { transcript: asked.transcript ?? false });
  if (outcome.ok === true) return outcome.value as Told;
  return broken({
    expected: `${asked.what} to come to its end`,
    saw:
      outcome.ok === false
        ? `${outcome.error.name}: ${outcome.error.message}`
        : outcome.why === 'ended'
          ? 'the process ended'
          : 'no answer within 10 s',
    look: 'Does src/index.ts export it, and which line of it throws, or loops, for this input?',
  });
}

export function tellBytes(bytes: number): string {
  if (Math.abs(bytes) >= 2 ** 20) return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return bytes < 10 ? bytes.toFixed(1) : bytes.toFixed(0);
}
