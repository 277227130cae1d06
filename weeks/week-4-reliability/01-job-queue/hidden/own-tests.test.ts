import { requirement } from 'checker/kit';

requirement('own-tests', ({ chaffs }) => chaffs.judgeOwnTests());
