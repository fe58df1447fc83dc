import { z } from 'zod'

/** The parameter of a list that opens a view which the reader has saved, by its number; `all`: none, not even the one the list begins with. */
export const viewQuery = {
  view: z
    .string({ error: 'give it once' })
    .regex(/^(?:all|\d{1,15})$/, 'must be the number of a view that you have saved')
    .optional(),
}

/** Names of columns, given each by itself or with commas between, in the order of the list; undefined for the usual ones. */
export const queryColumns = (names: readonly string[], usual: readonly string[]) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given, context) => {
      const asked = [given].flat().flatMap((text) => text.split(','))
      if (asked.some((name) => !names.includes(name)))
        context.addIssue({ code: 'custom', message: `must be some of ${names.join(', ')}` })
      const columns = names.filter((name) => asked.includes(name)).join(',')
      return columns === usual.join(',') ? undefined : columns
    })
    .optional()
