import { ruleChoices } from '../../../db/queries/activity-rules.ts'
import { allOrganisations } from '../../../db/queries/organisations.ts'
import { noticeTitles } from '../../../db/queries/privacy-notices.ts'
import { recipientCategories } from '../../../db/queries/recipients.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { allSourceSystems } from '../../../db/queries/source-systems.ts'
import { termNames } from '../../../db/queries/terms.ts'
import type { Db } from '../../../db/schema.ts'
import { termKinds } from '../../domain/processing-activity.ts'
import type { FormChoices } from './form-lists.ts'

/** What the form of an activity offers to choose from. */
export async function formChoices(db: Db): Promise<FormChoices> {
  const services = await servicesWithin(db, null)
  const organisations = await allOrganisations(db)
  const rules = await ruleChoices(db)
  const systems = await allSourceSystems(db)
  const notices = await noticeTitles(db)
  const terms = await termNames(db)
  return {
    services: services.map(({ code, name, organisationName }) => ({
      value: code,
      text: `${name} (${organisationName})`,
    })),
    organisations: organisations.map(({ name }) => name),
    categories: await recipientCategories(db),
    rules: rules.map(({ code, recordSeries }) => ({ value: code, text: recordSeries })),
    systems: systems.map(({ code, name }) => ({ value: code, text: `${name} (${code})` })),
    notices: notices.map(({ code, title }) => ({ value: code, text: title })),
    terms: Object.fromEntries(
      termKinds.map((kind) => [kind, terms.filter((term) => term.kind === kind).map(({ name }) => name)]),
    ) as FormChoices['terms'],
  }
}
