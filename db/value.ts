/** What a column takes. */
export type Value = string | number | null
