import { requirement } from 'checker/kit';

requirement('compiles', ({ source }) => source.compiles());

requirement('no-globals', ({ source }) => source.noGlobals());

requirement('layers', ({ source }) => source.layers());
