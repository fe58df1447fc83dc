import { z } from 'zod'

/** What can be wrong with a disposal, or look like one. */
export const incidentKinds = [
  'still at source',
  'listed again',
  'vanished',
  'disposed of under a hold',
  'disposed of after a recall',
] as const
export type IncidentKind = (typeof incidentKinds)[number]

/** What an incident is, as a sentence without a full stop. */
export const incidentInWords: Record<IncidentKind, string> = {
  'still at source': 'Confirmed as disposed of, but still in the full feed of the source',
  'listed again': 'Confirmed as disposed of, and listed again',
  vanished: 'Gone from the source without an instruction',
  'disposed of under a hold': 'Disposed of although a hold keeps it',
  'disposed of after a recall': 'Disposed of although it was called back before',
}

/** What a person should do about an incident. */
export const whatToDo: Record<IncidentKind, string> = {
  'still at source':
    'Ask whoever runs the source system whether the data was disposed of at all, or the feed is made from an older copy. Nothing was created here.',
  'listed again':
    'Ask whoever runs the source system why it holds the records again, for example from a backup that was restored. Nothing was created here.',
  vanished:
    'Ask whoever runs the source system who deleted or moved the records, and under which authority. They stay in the inventory, marked as missing at their source.',
  'disposed of under a hold':
    'Tell whoever ordered the hold. Find out whether a copy is left, and why the source system had disposed of the records before it was asked to stop.',
  'disposed of after a recall':
    'The records were no longer past their period: tell the manager of their service. Find out whether a copy is left, and why the source system had disposed of them before it was asked to stop.',
}

const MOST = 2000

/** How an incident is closed: what was found out and done. */
export const IncidentClosing = z.object({
  whatWasDone: z
    .string({ error: 'Enter what was found out and done' })
    .trim()
    .min(1, 'Enter what was found out and done')
    .max(MOST, 'Shorten what was done to 2,000 characters or fewer'),
})
