// What the page asks of this program stands under "Three programs".
console.error('src/worker.ts does nothing yet');
process.exitCode = 1;
