import type { Service } from '../../../db/queries/services.ts'
import { type Role, roleInWords, roles } from '../../domain/permission.ts'
import type { PlainField } from '../plain-form.ts'

const mayInWords: Record<Role, string> = {
  governance: 'keeps the register and the schedule, and confirms disposals',
  manager: 'decides the reviews of the services ticked below',
  auditor: 'reads everything, changes nothing',
  administrator: 'users, services, source systems and jobs, but no records',
}

/** The fields of the form of a person; `bySingleSignOn`: a new one may also be left to single sign-on. */
export function accountFields(services: Service[], bySingleSignOn: boolean): PlainField[] {
  return [
    { kind: 'input', name: 'name', label: 'Name', hint: 'As colleagues know them: it stands beside what they do' },
    { kind: 'input', name: 'email', label: 'E-mail address', hint: 'They sign in with it' },
    {
      kind: 'select',
      name: 'role',
      label: 'Role',
      options: [
        { value: '', text: 'Choose a role' },
        ...roles.map((role) => ({ value: role, text: `${roleInWords[role]}: ${mayInWords[role]}` })),
      ],
    },
    ...(services.length > 0 ? [servicesField(services)] : []),
    ...(bySingleSignOn
      ? [
          {
            kind: 'checkboxes' as const,
            name: 'singleSignOn',
            label: 'How they sign in',
            classes: 'govuk-checkboxes--small',
            options: [{ value: 'yes', text: 'By single sign-on only: send no invitation to choose a password' }],
          },
        ]
      : []),
  ]
}

const servicesField = (services: Service[]): PlainField => ({
  kind: 'checkboxes',
  name: 'services',
  label: 'Services they answer for',
  hint: 'For service managers only',
  classes: 'govuk-checkboxes--small',
  options: services.map(({ code, name, organisationName }) => ({
    value: code,
    text: `${name} (${organisationName})`,
  })),
})
