import { dataFlow } from './data-flow.ts'
import { flowBoxes } from './flow-boxes.ts'
import { flowItems } from './flow-items.ts'
import { dataInWords, flowCounts, flowText } from './flow-words.ts'
import type { Arrow, Box, Picture } from './picture.ts'
import type { ActivityContent } from './processing-activity.ts'

const ROOM = { people: 8, source: 6, activity: 1, recipient: 12, country: 10 }

/**
 * The way that the personal data of one activity takes: from people and sources, to recipients, to other countries.
 *
 * `organisations`: the names of organisations by code.
 */
export function activityPicture(
  reference: string,
  content: ActivityContent,
  organisations: Map<string, string>,
): Picture {
  const flow = dataFlow(content, organisations)
  const detail = dataInWords(content)
  const drawn = flowBoxes(flowItems([{ reference, title: content.title, detail, flow }]), ROOM, false)
  const missing = [
    ...(flow.people.length === 0 ? [unsaidBox(0, 'People', flow.unsaid.people)] : []),
    ...(flow.sources.length === 0 ? [unsaidBox(0, 'Sources', flow.unsaid.sources)] : []),
    ...(flow.recipients.length === 0 ? [unsaidBox(2, 'Recipients', flow.unsaid.recipients)] : []),
  ]
  return {
    title: `Data flow: ${content.title}`,
    description: `Personal data goes from left to right: ${flowCounts(flow)}. All of it is said in words below the picture.`,
    columns: [
      'People and sources',
      'Activity',
      'Recipients',
      ...(flow.transfers.length > 0 ? ['Other countries'] : []),
    ],
    boxes: [...drawn.boxes, ...missing],
    arrows: [...drawn.arrows, ...missing.map((box) => unsaidArrow(box, reference))],
    text: [{ heading: 'The activity', items: [`${reference}: ${content.title}`, detail] }, ...flowText(flow)],
  }
}

/** What the register does not say has its place too: an empty column would look as if there were nothing. */
const unsaidBox = (column: number, kind: string, words: string): Box => ({
  id: `unsaid ${kind}`,
  column,
  kind,
  names: [words],
  detail: '',
  look: 'unsaid',
})

const unsaidArrow = ({ id, column }: Box, activity: string): Arrow =>
  column === 0 ? { from: id, to: activity, restricted: false } : { from: activity, to: id, restricted: false }
