/** The addresses at which a list leaves as a file. */
export type FilesView = { csv: string; xlsx: string }

/** The files of the list at an address without its ending, with the query string that its filters make. */
export const filesOf = (list: string, query = ''): FilesView => ({
  csv: `${list}.csv${query}`,
  xlsx: `${list}.xlsx${query}`,
})
