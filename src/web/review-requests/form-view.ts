import type { ManagedService } from '../../../db/queries/service-managers.ts'
import { countOf, listInWords } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { ALL_SERVICES } from '../../domain/review-cycle.ts'
import type { Option } from '../components.ts'
import { fieldError } from '../form.ts'
import { LIST } from './words.ts'

/** The form that asks the owners of services for reviews. `asked`: the services that are asked already. */
export function formPage(
  services: ManagedService[],
  asked: ReadonlySet<number>,
  answers: Record<string, unknown>,
  problems: Problem[],
) {
  const offered = services.filter(({ activities }) => activities > 0)
  const anyUnmanaged = offered.some(({ managers }) => managers.length === 0)
  const text = (name: string): string => (typeof answers[name] === 'string' ? answers[name] : '')
  return {
    title: 'Ask for reviews',
    back: { text: 'Review requests', href: LIST },
    lead: 'The managers of these services are each sent one message. They say of every activity that it is still true, or what has changed. Reviews that would fall due later are brought forward to the day you choose.',
    problems,
    action: `${LIST}/new`,
    services: {
      ...{ name: 'services', label: 'Whose activities are to be reviewed?', error: fieldError(problems, 'services') },
      hint: 'Services that have nothing in force are not listed',
      values: [answers.services ?? []].flat().map(String),
      options: [
        { value: ALL_SERVICES, text: 'All services', hint: 'But for those that are asked already' },
        ...offered.map((service) => option(service, asked)),
      ],
    },
    due: {
      ...{ name: 'due', label: 'By when?', value: text('due'), error: fieldError(problems, 'due') },
      hint: 'That day included, for example 31/03/2027',
    },
    message: {
      ...{ name: 'message', label: 'What do you want to tell them?', value: text('message') },
      hint: 'It stands in the message that they get, and on the page of this request',
      error: fieldError(problems, 'message'),
    },
    unmanaged: anyUnmanaged
      ? {
          ...{ name: 'unmanaged', label: 'Services without a manager', error: fieldError(problems, 'unmanaged') },
          values: text('unmanaged') === 'yes' ? ['yes'] : [],
          options: [
            {
              value: 'yes',
              text: 'I know that nobody is told for services without a manager',
              hint: 'Information governance answers for their activities',
            },
          ],
        }
      : null,
  }
}

function option(
  { id, code, name, organisationName, activities, managers }: ManagedService,
  asked: ReadonlySet<number>,
): Option {
  const told =
    managers.length === 0
      ? 'no manager, so that nobody is told'
      : `told: ${listInWords(managers.map((manager) => manager.name))}`
  const already = asked.has(id) ? '; asked already' : ''
  return {
    value: code,
    text: name,
    hint: `${organisationName}: ${countOf(activities, 'activity', 'activities')}; ${told}${already}`,
    disabled: asked.has(id),
  }
}
