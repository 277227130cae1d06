import { broken, type DriverLink, type Outcome, type Teaching } from 'checker/kit';
import type { Played, Scene } from './driver/scenes.ts';

/** Has a scene played in the driver's process. It does not stand in the transcript: the failure tells it in words. */
export async function playScene(link: DriverLink, scene: Scene): Promise<Played> {
  return (await answerOf(link, 'shops.play', scene, {
    look: 'What in your module throws, or never ends, where the page promises an answer?',
  })) as Played;
}

export async function answerOf(
  link: DriverLink,
  method: string,
  params: unknown,
  teaching: Teaching & { readonly expected?: string },
): Promise<unknown> {
  const outcome = await link.call(method, params, { transcript: false });
  if (outcome.ok === true) return outcome.value;
  const { expected = 'a shop as the page describes it', ...told } = teaching;
  return broken({ ...told, expected, saw: tellTrouble(outcome) });
}

function tellTrouble(outcome: Exclude<Outcome, { ok: true }>): string {
  if (outcome.ok === false) return `${outcome.error.name}: ${outcome.error.message}`;
  return outcome.why === 'ended' ? 'the process ended' : 'no answer within 10 s';
}
