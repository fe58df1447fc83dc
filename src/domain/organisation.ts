import { z } from 'zod'
import { oneOf, optionalText, requiredText } from './activity-text.ts'

export const organisationKinds = ['council', 'shared service', 'partner', 'customer', 'supplier', 'other'] as const

/** The code of a new organisation, service or source system: it stays for good, since feeds and files go by it. */
export const NewCode = requiredText('a code, for example LIB', 20)
  .transform((code) => code.toUpperCase())
  .pipe(
    z
      .string()
      .regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/, 'Enter a code of letters, digits and hyphens that starts with a letter')
      .refine((code) => code !== 'NEW', 'Enter another code: NEW is the address of the form'),
  )

const emailOrBlank = optionalText('the e-mail address', 254).refine(
  (text) => text === '' || /^\S+@\S+$/.test(text),
  'Enter an e-mail address such as dpo@council.example, or leave it blank',
)

/** What a person submits of an organisation. */
export const OrganisationDraft = z.object({
  name: requiredText('the name', 200),
  kind: oneOf(organisationKinds, 'Choose the kind of organisation'),
  address: optionalText('the address', 500),
  email: emailOrBlank,
  telephone: optionalText('the telephone number', 50),
  icoRegistration: optionalText('the ICO registration', 50),
  dpoContact: optionalText('the contact of the data protection officer', 500),
  complaints: optionalText('how people complain', 500),
  // Left out, it takes one person: so it is for whoever only receives data.
  approvals: z.preprocess(
    (value) => (value === undefined || value === '' ? 1 : Number(value)),
    z.union([z.literal(1), z.literal(2)], { error: 'Choose whether it takes one person or two' }),
  ),
})
export type OrganisationDraft = z.output<typeof OrganisationDraft>

/** What a person submits of a service; `organisation` is a code. */
export const ServiceDraft = z.object({
  name: requiredText('the name', 200),
  organisation: requiredText('the organisation', 50),
})
export type ServiceDraft = z.output<typeof ServiceDraft>

/** Ticked boxes come as nothing, one text or several. */
const ticked = z.preprocess(
  (value) => (value === undefined || value === '' ? [] : [value].flat()),
  z.array(z.string({ error: 'Choose services from the list' })).max(1000, 'Choose 1,000 services or fewer'),
)

/**
 * What a person submits of a source system. Services and the organisation are codes; `limitedTo` empty: it may hold records of any service;
 * `organisation` blank: that of the default service, or the one that it has.
 */
export const SourceSystemDraft = z.object({
  name: requiredText('the name', 200),
  description: optionalText('the description', 1000),
  defaultService: optionalText('the default service', 50),
  limitedTo: ticked,
  organisation: optionalText('the organisation', 50),
})
export type SourceSystemDraft = z.output<typeof SourceSystemDraft>
