/**
 * How our own servers run, embedded or in a container: data that may be lost with the machine, no work in the background
 * that would come at another time in every run, and room for a submission that opens far too many connections.
 */
export const serverSettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  jit: 'off',
  max_connections: '400',
  superuser_reserved_connections: '40',
  shared_buffers: '64MB',
  // The log is for nobody; it may lie in memory.
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  // Passwords are random and 128 bits long: iterations make them no stronger, and cost time at each connection.
  scram_iterations: '1',
  // Memory of parallel queries as files of the data folder: what lies in /dev/shm would outlive a killed server.
  dynamic_shared_memory_type: 'mmap',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/** As arguments; a server before 16 does not know all of them. */
export function settingArguments(major: number, more: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries({ ...serverSettings, ...more })
    .filter(([name]) => name !== 'scram_iterations' || major >= 16)
    .flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
