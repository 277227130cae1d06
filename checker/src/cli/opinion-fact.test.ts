import { expect, test } from 'vitest';
import { opinionFact } from './opinion-fact.ts';

const env = {
  CHECKER_LLM_URL: 'https://a.example/v1/messages?secret',
  CHECKER_LLM_MODEL: 'm',
  CHECKER_LLM_KEY: 'secret',
};

test('doctor says that nobody asked for a second opinion', () => {
  expect(opinionFact({})).toMatchObject({ state: 'missing', detail: 'CHECKER_LLM_URL is not set' });
});

test('doctor says which model is asked, where, and nothing that is secret', () => {
  const fact = opinionFact(env);
  expect(fact).toMatchObject({
    state: 'present',
    detail: expect.stringContaining('m at a.example, as anthropic, with a key'),
  });
  expect(JSON.stringify(fact)).not.toContain('secret');
});

test('doctor says what is wrong with the variables', () => {
  expect(opinionFact({ ...env, CHECKER_LLM_MODEL: '' })).toMatchObject({
    state: 'not-working',
    detail: expect.stringContaining('CHECKER_LLM_MODEL is not'),
  });
});
