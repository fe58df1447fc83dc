import { dateInWords } from '../calendar.ts'
import type { RecipientEntry } from '../processing-activity.ts'
import { isProcessorRecord, keyOf, nameOf, partiesIn, saysSomething } from './answers.ts'
import { type ActivityCheck, always, type CheckedActivity, type Found } from './check.ts'

const CITATION = 'UK GDPR Article 28(3)'

const processors = ({ content }: CheckedActivity): RecipientEntry[] =>
  content.recipients.filter(({ role }) => role === 'processor')

const contractNamed: ActivityCheck = {
  ...always,
  code: 'PRC-01',
  severity: 'error',
  citation: CITATION,
  whatToDo: 'Enter the reference of the contract or a link to it.',
  section: 'from-and-to',
  find: (activity) =>
    processors(activity)
      .filter(({ contract }) => !saysSomething(contract))
      .map(({ organisation, category }) => ({
        key: `contract: ${keyOf(organisation, category)}`,
        text: `No contract is named for the processor “${nameOf(activity, organisation, category)}”.`,
      })),
}

/** A contract still binds on the day on which it ends. */
const ended = (activity: CheckedActivity, text: (name: string, endedOn: string) => string): Found[] =>
  processors(activity).flatMap(({ organisation, category, contractEndsOn }) =>
    contractEndsOn === null || contractEndsOn >= activity.on
      ? []
      : [
          {
            key: `ended: ${keyOf(organisation, category)}`,
            text: text(nameOf(activity, organisation, category), dateInWords(contractEndsOn)),
          },
        ],
  )

const holdsRecords = ({ content, rules }: CheckedActivity): boolean =>
  content.rules.some(({ rule }) => (rules.get(rule)?.recordsHeld ?? 0) > 0)

const contractBinds: ActivityCheck = {
  ...always,
  code: 'PRC-01',
  severity: 'error',
  citation: CITATION,
  whatToDo: 'Agree a new contract, or have the processor return or delete the data and take it off the recipients.',
  section: 'from-and-to',
  find: (activity) =>
    holdsRecords(activity)
      ? ended(
          activity,
          (name, day) => `The contract with “${name}” ended on ${day}, and records of this activity are still held.`,
        )
      : [],
}

/** Without records in the inventory it is not known whether anything is left: a person has to say. */
const contractEnded: ActivityCheck = {
  ...always,
  code: 'PRC-01',
  severity: 'prompt',
  citation: CITATION,
  whatToDo:
    'Enter the contract that followed, or take the processor off the recipients once it holds nothing any more.',
  section: 'from-and-to',
  find: (activity) =>
    holdsRecords(activity)
      ? []
      : ended(activity, (name, day) => `The contract with “${name}” ended on ${day}, and it is still a recipient.`),
}

const contractWithController: ActivityCheck = {
  ...always,
  code: 'PRC-01',
  severity: 'error',
  citation: CITATION,
  whatToDo: 'Enter the contract under which the processing is done for this controller.',
  section: 'who',
  find: (activity) =>
    partiesIn(activity, 'controller')
      .filter(({ contract }) => isProcessorRecord(activity) && !saysSomething(contract))
      .map(({ organisation, detail }) => ({
        key: `controller: ${keyOf(organisation, detail)}`,
        text: `No contract is named with the controller “${nameOf(activity, organisation, detail)}”.`,
      })),
}

/** Whether processors are bound by a contract, and a processor to its controllers. */
export const processorContracts: ActivityCheck[] = [contractNamed, contractBinds, contractEnded, contractWithController]
