import { secret } from 'elsewhere';

export const told: 0 = secret;
