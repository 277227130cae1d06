import { checkAnswer } from '../gates/check-answer.ts';
import type { Graded } from '../grading/graded.ts';
import type { Grader } from '../grading/grader.ts';
import type { Question } from '../question.ts';
import { readAnswer } from '../reading/read-answer.ts';
import { askEndpoint } from './ask-endpoint.ts';
import { compare } from './compare.ts';
import { openOpinionCache } from './opinion-cache.ts';
import { promptFor } from './prompt.ts';
import { readReply } from './reply.ts';
import type { SecondOpinion } from './second-opinion.ts';
import type { OpinionSettings } from './settings.ts';

/** Second opinions for one call of the checker. */
export interface Opinions {
  /** Rejects only where the signal was aborted; everything else is an opinion, or the reason why there is none. */
  ask(answer: AskedAnswer): Promise<SecondOpinion>;
}

export interface AskedAnswer {
  readonly question: Question;
  readonly grader: Grader;
  readonly text: string;
  readonly graded: Graded;
}

export interface OpinionsOptions {
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  /** Called once, before anything leaves the machine for the first time. */
  readonly onSend: () => void;
}

/**
 * What the gates took out of an answer is not sent. The first failure of the endpoint is the last: the answers that follow
 * do not wait for it again.
 */
export function openOpinions(
  settings: OpinionSettings,
  { cacheFolder, signal, onSend }: OpinionsOptions,
): Opinions {
  const cache = openOpinionCache(cacheFolder, settings);
  const { model } = settings;
  let sent = 0;
  let down: string | null = null;
  return {
    async ask({ question, grader, text, graded }) {
      const sentences = checkAnswer(readAnswer(text, grader.repair), grader).sentences.map(
        (each) => each.text,
      );
      if (sentences.length === 0) return { kind: 'not-asked' };
      const prompt = promptFor(question, sentences);
      const given = { graded, rubric: question.rubric, sentences };
      const known = cache.read(prompt, question);
      if (known !== null) return { kind: 'given', model, ...compare(known, given) };
      if (down !== null) return { kind: 'none', why: down };
      if (sent >= settings.budget)
        return { kind: 'none', why: `CHECKER_LLM_BUDGET (${settings.budget}) is used up` };
      if (sent === 0) onSend();
      sent += 1;
      const asked = await askEndpoint(prompt, settings, signal);
      if (asked.kind === 'none') {
        if (asked.isDown) down = asked.why;
        return { kind: 'none', why: asked.why };
      }
      const reply = readReply(asked.text, question);
      if (reply === null) return { kind: 'none', why: `what ${model} wrote is not what it was asked for` };
      cache.write(prompt, reply);
      return { kind: 'given', model, ...compare(reply, given) };
    },
  };
}
