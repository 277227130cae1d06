/** The endings by which an archive is known among files. What it is, its first bytes say. */
export const archiveEnding: RegExp = /\.(zip|tar|tar\.gz|tgz|bundle)$/i;
