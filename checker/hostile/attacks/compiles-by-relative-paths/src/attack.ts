/// <reference path="../../../../../../../../../../../..%neighbour%/src/main.ts" />
import { secret } from '../../../../../../../../../../../..%neighbour%/src/main.ts';

export const told: 0 = secret;
