import { expect, test } from 'vitest';
import { hostOf, readOpinionSettings, tellSending } from './settings.ts';

const given = (url: string, env: Readonly<Record<string, string>> = {}) =>
  readOpinionSettings({ CHECKER_LLM_URL: url, CHECKER_LLM_MODEL: 'm', ...env });

test('without a URL there is nothing, whatever else is set', () => {
  expect(readOpinionSettings({ CHECKER_LLM_KEY: 'k', CHECKER_LLM_BUDGET: 'x' })).toBeNull();
  expect(given('')).toBeNull();
});

test.each([
  ['https://a.example/v1/chat/completions', {}, 'openai', 'https://a.example/v1/chat/completions'],
  ['https://a.example/v1', {}, 'openai', 'https://a.example/v1/chat/completions'],
  ['https://a.example/api/v1/', {}, 'openai', 'https://a.example/api/v1/chat/completions'],
  ['https://a.example/x/chat/completions?v=1', {}, 'openai', 'https://a.example/x/chat/completions?v=1'],
  ['https://a.example/v1/messages', {}, 'anthropic', 'https://a.example/v1/messages'],
  ['https://a.example/v1', { CHECKER_LLM_KIND: 'anthropic' }, 'anthropic', 'https://a.example/v1/messages'],
  ['http://localhost:11434/api', {}, 'ollama', 'http://localhost:11434/api/chat'],
  ['http://localhost:11434', { CHECKER_LLM_KIND: 'ollama' }, 'ollama', 'http://localhost:11434/api/chat'],
  ['https://a.example/mine', { CHECKER_LLM_KIND: 'openai' }, 'openai', 'https://a.example/mine'],
])('%s with %j is %s at %s', (url, env, kind, whole) => {
  const settings = given(url, env);
  expect(settings?.kind).toBe(kind);
  expect(settings?.url.href).toBe(whole);
});

test('what is not said has a default', () => {
  expect(given('https://a.example/v1')).toMatchObject({ key: null, timeoutMs: 10_000, budget: 30 });
});

test.each([
  ['no URL', 'secret', {}, 'is no URL'],
  ['another protocol', 'ftp://a.example/v1', {}, 'is no URL'],
  ['a password', 'https://u:secret@a.example/v1', {}, 'a name or a password'],
  ['a path that tells nothing', 'https://a.example/secret', {}, 'what kind of endpoint'],
  ['an unknown kind', 'https://a.example/v1', { CHECKER_LLM_KIND: 'gpt' }, 'CHECKER_LLM_KIND is "gpt"'],
  ['no model', 'https://a.example/v1', { CHECKER_LLM_MODEL: '' }, 'CHECKER_LLM_MODEL is not'],
  ['no number', 'https://a.example/v1', { CHECKER_LLM_BUDGET: '1e3' }, 'CHECKER_LLM_BUDGET is "1e3"'],
  ['too short', 'https://a.example/v1', { CHECKER_LLM_TIMEOUT_MS: '5' }, 'CHECKER_LLM_TIMEOUT_MS is "5"'],
])('%s is told, and the URL is not', (_, url, env, message) => {
  expect(() => given(url, env)).toThrow(
    expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(message) }),
  );
  expect(() => given(url, env)).not.toThrow('secret');
});

test('the host is told as it is, and that nothing is encrypted on the way to another machine', () => {
  const host = (url: string) => hostOf(given(url) ?? expect.fail('there should be settings'));
  expect(host('https://a.example:8443/v1?key=secret')).toBe('a.example:8443');
  expect(host('http://192.168.1.9:8080/v1')).toBe('192.168.1.9:8080, not encrypted');
  expect(host('http://127.0.0.1:8080/v1')).toBe('127.0.0.1:8080');
  expect(host('http://[::1]:8080/v1')).toBe('[::1]:8080');
});

test('a learner is told what leaves the machine, and what does not', () => {
  const told = (url: string) => tellSending(given(url) ?? expect.fail('there should be settings'));
  expect(told('https://a.example/v1')).toContain(
    'leaves this machine: it is sent to a.example (CHECKER_LLM_URL)',
  );
  expect(told('http://localhost:11434/api')).toContain('is sent to localhost:11434, on this machine');
  expect(told('http://127.0.0.1.a.example/v1')).toContain('leaves this machine');
});
