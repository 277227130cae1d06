console.log('\u001b[2J\u001b]0;owned\u0007\u001b[31mPASSED\u009b1m \u202e\u2066reordered\u2069 \u0000\ufffe ]]> <script>');
console.error('\u001b[8mhidden\r');
