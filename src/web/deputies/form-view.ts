import type { PossibleDeputy } from '../../../db/queries/deputies.ts'
import { roleInWords } from '../../domain/permission.ts'
import type { PlainField } from '../plain-form.ts'

/** The fields of the form by which a manager names a deputy, in services of their own. */
export const deputyFields = (services: { code: string; name: string }[], people: PossibleDeputy[]): PlainField[] => [
  {
    ...{ kind: 'checkboxes', name: 'services', label: 'In which of your services?' },
    options: services.map(({ code, name }) => ({ value: code, text: name })),
  },
  {
    ...{ kind: 'select', name: 'deputy', label: 'Who stands in for you?' },
    hint: 'Service managers and information governance. They are told, where messages are sent',
    options: [
      { value: '', text: 'Choose a person' },
      ...people.map(({ id, name, role }) => ({
        value: String(id),
        text: `${name} (${roleInWords[role].toLowerCase()})`,
      })),
    ],
  },
  {
    ...{ kind: 'input', name: 'from', label: 'From which day?', classes: 'govuk-input--width-10' },
    hint: 'That day included, for example 27/03/2027',
  },
  {
    ...{ kind: 'input', name: 'to', label: 'To which day?', classes: 'govuk-input--width-10' },
    hint: 'That day included, and within 12 months of the first',
  },
]
