import { z } from 'zod'

const ticked = z
  .literal('yes', { error: 'Tick the box, or leave it' })
  .optional()
  .transform((value) => value === 'yes')

/** What a person says of a feed file that they send; the file itself comes beside it. */
export const FeedDraft = z.object({
  source: z
    .string({ error: 'Choose the source system that the file comes from' })
    .trim()
    .min(1, 'Choose the source system that the file comes from')
    .max(50, 'Choose a source system from the list'),
  mode: z.enum(['delta', 'full'], { error: 'Choose whether the file lists changes or everything' }),
  correction: ticked,
  dry_run: ticked,
})
