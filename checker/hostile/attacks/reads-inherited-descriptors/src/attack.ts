import { targets } from './targets.ts';
import { readDescriptor } from './tools.ts';

for (let number = 3; number < 64; number += 1) readDescriptor(number);
readDescriptor(targets.descriptor);
