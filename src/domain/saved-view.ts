import { z } from 'zod'
import { requiredText } from './activity-text.ts'

/** The lists whose filters, order and columns a person can keep under a name. */
export const savedLists = [
  'processing-activities',
  'findings',
  'records',
  'retention-rules',
  'disposal-reviews',
] as const
export type SavedList = (typeof savedLists)[number]

/** How many views one person can keep of one list. */
export const MOST_VIEWS = 50
const LONGEST_QUERY = 4000

const name = requiredText('the name', 60).transform((text) => text.replace(/\s+/g, ' '))
const isDefault = z.preprocess((value) => value === 'yes', z.boolean())

/** How a view that is kept is called, and whether the list begins with it. */
export const SavedViewNaming = z.object({ name, default: isDefault })
export type SavedViewNaming = z.output<typeof SavedViewNaming>

/** A view to be kept. `query`: the query string of the list. */
export const SavedViewDraft = z.object({
  name,
  default: isDefault,
  query: z
    .string({ error: 'The form does not say what to keep. Open the list again' })
    .max(LONGEST_QUERY, 'These filters are too long to be kept')
    .default(''),
})
