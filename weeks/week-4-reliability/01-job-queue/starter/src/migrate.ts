// `up` and `status`, as in postgres-refactor: take what you have from there.
console.error('src/migrate.ts does nothing yet');
process.exitCode = 1;
