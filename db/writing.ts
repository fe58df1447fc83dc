/**
 * How a connection writes: `safe`, or `hurried` for heavy work that is simply done again when its last commits are lost with the power.
 *
 * Neither can damage the database, and a process that dies loses nothing. Hurried work on SQLite has one connection.
 */
export type Writing = 'safe' | 'hurried'

/** The number of the lock of PostgreSQL that every transaction that writes takes, so that it is the only one. */
export const ONE_WRITER = 7281054219
