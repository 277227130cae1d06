import { stay } from './tools.ts';

await stay('$0 = "[kworker/0:1]";');
