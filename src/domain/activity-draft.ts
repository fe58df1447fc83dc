import { z } from 'zod'
import { eitherOf, onceEach, optionalDate, orNull, row, rows } from './activity-rows.ts'
import { oneOf, optionalName, optionalText, requiredText } from './activity-text.ts'
import {
  activityRoles,
  conditionKinds,
  type DetailField,
  detailFields,
  detailNames,
  dpiaCriteria,
  lawfulBases,
  notedFields,
  partyParts,
  recipientRoles,
  rightAnswers,
  rights,
  standings,
  termKinds,
  termMarks,
  transferMechanisms,
} from './processing-activity.ts'

/**
 * What a person submits to add or change a processing activity.
 *
 * Nothing that Article 30 asks for is required here but a title and a service: what is missing is found and shown, and
 * never stands in the way of saving. A term's mark may be null: as the shared vocabulary has it.
 */
export const ActivityDraft = z
  .object({
    title: requiredText('a title', 200),
    service: requiredText('the service', 50),
    role: oneOf(activityRoles, 'Choose the role: controller, joint controller, processor or not stated'),
    roleStanding: oneOf(standings, 'Choose whether the role is stated, proposed or confirmed'),
    ownerName: optionalText('the owner', 200),
    businessFunction: optionalText('the business function', 200),
    automatedDecisions: optionalText('the automated decisions', 2000),
    dpiaRequired: oneOf(['yes', 'no', 'not assessed'], 'Choose whether an impact assessment is required'),
    dpiaStatus: optionalText('the state of the impact assessment', 500),
    remarks: optionalText('the remarks', 4000),
    reviewCycleMonths: z.coerce
      .number({ error: 'Enter the months between reviews as a whole number' })
      .int('Enter the months between reviews as a whole number')
      .min(1, 'Enter between 1 and 60 months between reviews')
      .max(60, 'Enter between 1 and 60 months between reviews'),
    purposes: rows(row({ text: requiredText('the purpose', 5000) }), 'purposes'),
    lawfulBases: rows(
      row({
        purpose: orNull(
          z.coerce
            .number({ error: 'Choose the purpose that this basis supports' })
            .int('Choose the purpose that this basis supports')
            .min(1, 'Choose the purpose that this basis supports: the one it had was removed')
            .nullable()
            .default(null),
        ),
        basis: orNull(z.enum(lawfulBases, { error: 'Choose a lawful basis from the list' }).nullable().default(null)),
        statute: optionalText('the statute', 500),
        interest: optionalText('the interest or condition', 1000),
        record: optionalText('the link to the record', 500),
        withdrawal: optionalText('how consent is withdrawn', 500),
      }).superRefine(eitherOf('basis', 'statute', 'Choose a lawful basis, or enter in words what is stated')),
      'lawful bases',
    ),
    terms: rows(
      row({
        kind: oneOf(termKinds, 'Choose the kind of term'),
        name: requiredText('a name', 300),
        mark: orNull(z.enum(termMarks, { error: 'Choose a mark from the list' }).nullable().default(null)),
      }),
      'terms',
    ).superRefine(
      onceEach(
        ({ kind, name }) => `${kind}\n${name.toLowerCase()}`,
        'name',
        ({ name }) => `“${name}” is listed twice: remove one of them`,
      ),
    ),
    conditions: rows(
      row({
        kind: oneOf(conditionKinds, 'Choose Article 9, Schedule 1 or Article 10'),
        text: requiredText('the condition', 500),
      }),
      'conditions',
    ),
    parties: rows(
      row({
        part: oneOf(partyParts, 'Choose the part that this organisation has'),
        organisation: optionalName('the organisation'),
        detail: optionalText('the details', 1000),
        contract: optionalText('the contract', 500),
      }).superRefine(eitherOf('organisation', 'detail', 'Choose an organisation, or say in the details who it is')),
      'organisations',
    ),
    recipients: rows(
      row({
        organisation: optionalName('the organisation'),
        category: optionalText('the category of recipient', 300),
        role: oneOf(recipientRoles, 'Choose the role of this recipient'),
        contract: optionalText('the contract', 500),
        contractEndsOn: optionalDate('the end of the contract'),
      }).superRefine(eitherOf('organisation', 'category', 'Choose an organisation, or enter a category of recipient')),
      'recipients',
    ),
    transfers: rows(
      row({
        country: requiredText('the country or international organisation', 200),
        recipient: optionalText('the recipient', 300),
        mechanism: z
          .enum(transferMechanisms, { error: 'Choose from the list what makes the transfer lawful' })
          .default('not stated'),
        safeguard: optionalText('the safeguard', 500),
        document: optionalText('the document', 500),
        riskAssessment: optionalText('the risk assessment', 500),
        verifiedOn: optionalDate('the day of the last check'),
      }),
      'transfers',
    ),
    rules: rows(
      row({ rule: requiredText('the code of a retention rule', 50).transform((code) => code.toUpperCase()) }),
      'retention rules',
    ).superRefine(
      onceEach(
        ({ rule }) => rule,
        'rule',
        ({ rule }) => `${rule} is listed twice: remove one of them`,
      ),
    ),
    systems: rows(row({ sourceSystem: requiredText('a source system', 50) }), 'source systems').superRefine(
      onceEach(
        ({ sourceSystem }) => sourceSystem,
        'sourceSystem',
        ({ sourceSystem }) => `${sourceSystem} is listed twice: remove one of them`,
      ),
    ),
    details: rows(
      row({ field: oneOf(detailNames, 'Choose what is said'), text: requiredText('an answer', 2000) }).superRefine(
        ({ field, text }, context) => {
          const answers: readonly string[] | null = detailFields[field as DetailField]
          if (answers && !answers.includes(text))
            context.addIssue({ code: 'custom', path: ['text'], message: 'Choose one of the answers' })
        },
      ),
      'particulars',
    ).superRefine(
      onceEach(
        ({ field }) => field,
        'text',
        () => 'This is answered twice: leave one of the answers',
      ),
    ),
    rights: rows(
      row({
        right: oneOf(rights, 'Choose the right'),
        answer: oneOf(rightAnswers, 'Choose yes, no or qualified'),
        reason: requiredText('the reason', 1000),
      }),
      'rights',
    ).superRefine(
      onceEach(
        ({ right }) => right,
        'right',
        ({ right }) => `The right of ${right} is listed twice: remove one of them`,
      ),
    ),
    dpiaCriteria: rows(row({ criterion: oneOf(dpiaCriteria, 'Choose a reason from the list') }), 'reasons').superRefine(
      onceEach(
        ({ criterion }) => criterion,
        'criterion',
        () => 'This reason is listed twice: remove one of them',
      ),
    ),
    notes: rows(
      row({
        field: oneOf(notedFields, 'Choose what the note is about'),
        text: requiredText('the note', 2000),
        silent: z.preprocess((value) => value === 'yes' || value === true, z.boolean()),
      }),
      'notes',
    ),
  })
  .superRefine(({ purposes, lawfulBases }, context) => {
    lawfulBases.forEach(({ purpose }, at) => {
      if (purpose !== null && purpose > purposes.length)
        context.addIssue({
          code: 'custom',
          path: ['lawfulBases', at, 'purpose'],
          message: `Choose the purpose that this basis supports: there is no purpose ${purpose}`,
        })
    })
  })

export type ActivityDraft = z.output<typeof ActivityDraft>

/** The reference of a new activity. The hyphen keeps it apart from the other words that an address can hold. */
export const NewReference = requiredText('a reference, for example LIB-A9', 30)
  .transform((text) => text.toUpperCase())
  .pipe(
    z
      .string()
      .regex(
        /^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$/,
        'Enter a reference of letters and digits with a hyphen between, for example LIB-A9',
      ),
  )
