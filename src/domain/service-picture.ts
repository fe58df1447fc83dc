import { dataFlow } from './data-flow.ts'
import { flowBoxes } from './flow-boxes.ts'
import { flowItems } from './flow-items.ts'
import { flowText } from './flow-words.ts'
import { countOf } from './list.ts'
import { andMore, type Picture } from './picture.ts'
import type { ActivityContent } from './processing-activity.ts'

const ROOM = { people: 8, source: 6, activity: 12, recipient: 12, country: 8 }

/**
 * The way that the personal data of a service takes through all its activities; what they share is drawn once.
 *
 * `organisations`: the names of organisations by code; `unread`: how many more activities there are than those given.
 */
export function servicePicture(
  service: string,
  activities: { reference: string; content: ActivityContent }[],
  organisations: Map<string, string>,
  unread = 0,
): Picture {
  const shown = activities.map(({ reference, content }) => ({
    reference,
    title: content.title,
    detail: '',
    flow: dataFlow(content, organisations),
  }))
  const { items, arrows: links } = flowItems(shown)
  // What a recipient is in detail differs from activity to activity: it would keep like ones apart.
  const plain = items.map((item) => (item.of === 'recipient' ? { ...item, detail: '' } : item))
  const { boxes, arrows } = flowBoxes({ items: plain, arrows: links }, ROOM, true)
  const all = activities.length + unread
  const counted = countOf(all, 'processing activity', 'processing activities')
  const some = all > ROOM.activity ? ' Those with most links are drawn, and arrows only between what is drawn.' : ''
  return {
    title: `Data flow: ${service}`,
    description: `Personal data goes from left to right, through ${counted}.${some} All of it is said in words below the picture.`,
    columns: [
      'People and sources',
      'Activities',
      'Recipients',
      ...(boxes.some(({ column }) => column === 3) ? ['Other countries'] : []),
    ],
    boxes,
    arrows,
    text: [
      ...shown.map(({ reference, title, flow }) => ({
        heading: `${reference}: ${title}`,
        items: flowText(flow).map(({ heading, items: words }) => `${heading}: ${words.join('; ')}`),
      })),
      ...(unread > 0 ? [{ heading: 'Further activities', items: [andMore(unread)] }] : []),
    ],
  }
}
