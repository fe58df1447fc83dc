import type { ServiceCompleteness } from '../../../db/queries/completeness.ts'
import { countOf } from '../../domain/list.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'

export const COMPLETENESS = '/reports/completeness'
const PER_CENT = 100

/** How complete the register is, organisation by organisation and service by service. */
export function completenessPage(services: ServiceCompleteness[]) {
  const all = totalOf(services)
  const byOrganisation = Map.groupBy(services, ({ organisation }) => organisation)
  return {
    title: 'How complete the register is',
    trail: [{ text: 'Reports', href: '/reports' }],
    lead: `An activity counts as complete when the checks find nothing in it that is missing or wrong: ${all.complete} of ${countOf(all.activities, 'activity', 'activities')} are.`,
    tables: [...byOrganisation.values()].map((ofOne) => ({
      caption: ofOne[0]?.organisationName ?? '',
      head: [
        { text: 'Service' },
        { text: 'Activities', numeric: true },
        { text: 'Complete', numeric: true },
        { text: 'Missing or wrong', numeric: true },
        { text: 'Likely wrong', numeric: true },
        { text: 'To settle', numeric: true },
      ],
      rows: [
        ...ofOne.map((service): Cell[] => [
          {
            text: service.serviceName,
            href: `/processing-activities?service=${encodeURIComponent(service.service)}`,
            header: true,
          },
          ...numbers(service, service.service),
        ]),
        ...(ofOne.length > 1 ? [[{ text: 'Together', header: true }, ...numbers(totalOf(ofOne), null)]] : []),
      ],
      empty: '',
    })),
    empty: 'The register is empty.',
    files: filesOf(COMPLETENESS),
  }
}

type Numbers = Pick<ServiceCompleteness, 'activities' | 'complete' | 'errors' | 'warnings' | 'prompts'>

function numbers({ activities, complete, errors, warnings, prompts }: Numbers, service: string | null): Cell[] {
  const found = (count: number, severity: string): Cell => ({
    text: count.toLocaleString('en-GB'),
    href:
      count === 0 || service === null ? null : `/findings?service=${encodeURIComponent(service)}&severity=${severity}`,
    numeric: true,
  })
  const share = activities === 0 ? 0 : Math.floor((complete / activities) * PER_CENT)
  return [
    { text: activities.toLocaleString('en-GB'), numeric: true },
    { text: `${complete.toLocaleString('en-GB')} (${share} %)`, numeric: true },
    found(errors, 'error'),
    found(warnings, 'warning'),
    found(prompts, 'prompt'),
  ]
}

const totalOf = (services: ServiceCompleteness[]): Numbers =>
  services.reduce<Numbers>(
    (sum, service) => ({
      activities: sum.activities + service.activities,
      complete: sum.complete + service.complete,
      errors: sum.errors + service.errors,
      warnings: sum.warnings + service.warnings,
      prompts: sum.prompts + service.prompts,
    }),
    { activities: 0, complete: 0, errors: 0, warnings: 0, prompts: 0 },
  )
