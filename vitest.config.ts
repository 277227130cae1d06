import { defineConfig } from 'vitest/config';

/** The project's own tests. Exercises, solutions and fixture courses are judged by the checker, never collected here. */
export default defineConfig({
  test: {
    include: ['checker/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/fixtures/**', 'checker/hostile/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
