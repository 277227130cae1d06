import { stay } from './tools.ts';

await stay('for (1..60) { if (fork) { select(undef, undef, undef, 0.3); exit } }');
