import { stay } from './tools.ts';

await stay('$SIG{$_} = "IGNORE" for keys %SIG;');
