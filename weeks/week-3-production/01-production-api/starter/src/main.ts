// With a postgres-refactor in your workspace its main.ts is laid here instead of this one.
console.error(
  'production-api goes on from postgres-refactor: do that first, or copy a solution of it into this folder',
);
process.exitCode = 1;
