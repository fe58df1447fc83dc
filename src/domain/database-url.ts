/** What the address of a database looks like. */
export const DATABASE_URL_FORM =
  'file: and a path, for example file:data/muniment.db, or postgres://user:password@server/database'

/** True for the address of a PostgreSQL database; any other is that of a file. */
export const isPostgresUrl = (url: string): boolean => /^postgres(ql)?:/.test(url)

/** True for the address of a file, and for one of PostgreSQL that names a database. */
export const isDatabaseUrl = (url: string): boolean =>
  isPostgresUrl(url) ? (URL.parse(url)?.pathname.length ?? 0) > 1 : /^file:.+/.test(url)

/** The server of a PostgreSQL address: `db.example:5432`, or the folder of its socket. */
export function serverOf(url: string): string {
  const { host, searchParams } = new URL(url)
  return searchParams.get('host') ?? (host || 'localhost')
}

/** The server and the database of a PostgreSQL address, without whoever uses it: `db.example:5432/muniment`. */
export const placeOf = (url: string): string => `${serverOf(url)}${new URL(url).pathname}`

/** Who uses a PostgreSQL address, in words: the password is left out. */
export const userOf = (url: string): string => {
  const { username } = new URL(url)
  return username === '' ? 'the user' : `“${decodeURIComponent(username)}”`
}
