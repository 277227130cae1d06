import { requirement } from 'checker/kit';

requirement('layers', ({ source }) => source.layers());
requirement('compiles', ({ source }) => source.compiles());
