import { requirement } from 'checker/kit';

requirement('no-globals', async ({ source }) => {
  await source.noGlobals();
});

requirement('layers', async ({ source }) => {
  await source.layers();
});

requirement('compiles', async ({ source }) => {
  await source.compiles();
});
