import { requirement } from 'checker/kit';

requirement('compiles', ({ source }) => source.compiles());
