// With a rest-api in your workspace its main.ts is laid here instead of this one.
console.error(
  'postgres-refactor goes on from rest-api: do that first, or copy a solution of it into this folder',
);
process.exitCode = 1;
