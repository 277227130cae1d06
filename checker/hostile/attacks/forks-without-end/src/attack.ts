import { perl } from './tools.ts';

perl('$SIG{CHLD} = "IGNORE"; for (1..600) { my $p = fork; last unless defined $p; if ($p == 0) { sleep 3; exit } } sleep 3', 5000);
