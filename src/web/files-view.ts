/** The addresses at which a list leaves as a file. `manifest`: of the file that proves what the CSV was as at a day; null for a list of now. */
export type FilesView = { csv: string; xlsx: string; manifest: string | null }

/** The files of the list at an address without its ending, with the query string that its filters make. */
export const filesOf = (list: string, query = '', asAt = false): FilesView => ({
  csv: `${list}.csv${query}`,
  xlsx: `${list}.xlsx${query}`,
  manifest: asAt ? `${list}.csv.manifest${query}` : null,
})
