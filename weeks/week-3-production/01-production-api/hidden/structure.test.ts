import { requirement } from 'checker/kit';

requirement('layers', ({ source }) => source.layers());
requirement('no-globals', ({ source }) => source.noGlobals());
requirement('compiles', ({ source }) => source.compiles());
