import fc from 'fast-check'
import { pendingVersion } from '../../db/queries/activity-drafts.ts'
import { organisationByCode } from '../../db/queries/organisations.ts'
import { addPrivacyNotice } from '../../db/queries/privacy-notices.ts'
import { activityByReference } from '../../db/queries/processing-activities.ts'
import { serviceByCode } from '../../db/queries/services.ts'
import type { StoredTerm } from '../../db/queries/term-list.ts'
import type { Db } from '../../db/schema.ts'
import { activityContent, confirmed } from '../../db/test-activity.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import type { Clock } from '../domain/calendar.ts'
import type { SourceSystemDraft } from '../domain/organisation.ts'
import { marksOfKind } from '../domain/term.ts'
import { approveDraft, submitDraft } from './activity-approval.ts'
import { addActivity, saveDraft, seenNow } from './activity-drafts.ts'
import { fingerprint } from './fingerprint.ts'
import { mergeOrganisation } from './merge-organisations.ts'
import { mergeService } from './merge-services.ts'
import { addOrganisation, changeOrganisation } from './organisations.ts'
import { retireActivity } from './processing-activities.ts'
import { addService, changeService } from './services.ts'
import { addSourceSystem, changeSourceSystem, systemState } from './source-systems.ts'
import { changeTerm, mergeTerm } from './terms.ts'
import { acting } from './test-acting.ts'

/** Something that is done to what the register shares: to the one of a number, with another, by a name. What is refused changes nothing. */
export type SharedStep = { does: keyof typeof steps; one: number; other: number; name: string }

/** Days of such steps, one day after the other. */
export const sharedHistories = (most: number): fc.Arbitrary<SharedStep[][]> =>
  fc.array(
    fc.array(
      fc.record<SharedStep>({
        does: fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[]), ...often),
        one: fc.nat(2),
        other: fc.nat(2),
        name: fc.constantFrom('Amber', 'Beech', 'Cedar', 'Damson', 'elder', 'Fir'),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    { minLength: 2, maxLength: most },
  )

/** What matters to most lists is tried more often. */
const often = [
  ...(['sayActivity', 'changeTerm', 'changeTerm', 'mergeTerm', 'mergeTerm'] as const),
  ...(['changeService', 'mergeService', 'changeSystem'] as const),
]

type Doing = { db: Db; clock: Clock; run: number } & Omit<SharedStep, 'does'>

const at = ({ clock }: Doing) => ({ governance: acting(clock), administrator: acting(clock, 'administrator') })
const serviceCode = (run: number, n: number): string => `S${run}X${n}`
const organisationCode = (run: number, n: number): string => (n === 0 ? 'CCC' : `O${run}X${n}`)
const systemCode = (run: number, n: number): string => `Y${run}X${n}`
const noticeCode = (run: number, n: number): string => `n${run}x${n}`
const facts = { kind: 'council', address: '', email: '', telephone: '', icoRegistration: '', dpoContact: '' } as const

const steps = {
  addService: async (doing: Doing) => {
    const { db, run, one, other, name } = doing
    const draft = { name: `${name} ${run}`, organisation: organisationCode(run, other) }
    await addService(db, at(doing).administrator, serviceCode(run, one), draft)
  },
  changeService: async (doing: Doing) => {
    const { db, run, one, other, name } = doing
    const service = await serviceByCode(db, serviceCode(run, one))
    if (!service) return
    const draft = { name: `${name} ${run}`, organisation: organisationCode(run, other) }
    await changeService(db, at(doing).administrator, service.code, fingerprint(service), draft)
  },
  mergeService: async (doing: Doing) => {
    const { db, run, one, other } = doing
    await mergeService(db, at(doing).administrator, serviceCode(run, one), serviceCode(run, other))
  },
  addOrganisation: async (doing: Doing) => {
    const { db, run, one, name } = doing
    const draft = { ...facts, complaints: '', approvals: 1 as const, name: `${name} Council ${run}` }
    await addOrganisation(db, at(doing).governance, organisationCode(run, one), draft)
  },
  changeOrganisation: async (doing: Doing) => {
    const { db, run, one, name } = doing
    const organisation = await organisationByCode(db, organisationCode(run, one))
    if (!organisation) return
    const { id: _, code, mergedIntoId: __, addedAt: ___, ...known } = organisation
    const draft = { ...known, name: `${name} Council ${run}` }
    await changeOrganisation(db, at(doing).governance, code, fingerprint(organisation), draft)
  },
  mergeOrganisation: async (doing: Doing) => {
    const { db, run, one, other } = doing
    const [from, into] = [one, other].map((n) => organisationCode(run, n))
    if (from !== 'CCC') await mergeOrganisation(db, at(doing).governance, from ?? '', into ?? '')
  },
  sayActivity: async (doing: Doing) => {
    const { db, run, one, other, name } = doing
    const reference = `A${run}-${one}`
    const { governance } = at(doing)
    const service = await serviceByCode(db, serviceCode(run, other))
    const receives = await organisationByCode(db, organisationCode(run, other))
    const processes = await organisationByCode(db, organisationCode(run, one))
    const system = await systemState(db, systemCode(run, one))
    const draft = ActivityDraft.parse({
      // No review falls due meanwhile: that is found by the checks of each night, which do not run here.
      ...activityContent({ service: service?.code ?? 'LIB', title: `${name} of ${reference}`, reviewCycleMonths: 36 }),
      purposes: [
        {
          ...confirmed,
          text: name,
          standing: 'stated',
          notice: noticeCode(run, other % 2),
          lines: null,
          byName: null,
          byOn: null,
        },
      ],
      terms: kinds.flatMap((kind) =>
        [name, `More ${name}`].map((words) => ({
          ...{ ...confirmed, kind, name: `${words} people ${run}`, mark: 'none' },
        })),
      ),
      parties: (['controller', 'joint controller'] as const).map((part) => ({
        ...{ ...confirmed, part, organisation: receives?.code ?? 'CCC', detail: '', contract: '' },
      })),
      systems: ['LMS', ...(system ? [system.code] : [])].map((sourceSystem) => ({ ...confirmed, sourceSystem })),
      recipients: [
        { ...recipient, organisation: receives?.code ?? 'CCC', category: '', role: 'controller' },
        { ...recipient, organisation: processes?.code ?? 'CCC', category: '', role: 'controller' },
        { ...recipient, organisation: processes?.code ?? 'CCC', category: '', role: 'processor' },
        { ...recipient, organisation: null, category: ` ${name} helpers`, role: 'processor' },
      ],
    })
    const activity = await activityByReference(db, reference, null)
    const saved = activity
      ? await saveDraft(db, governance, reference, seenNow(activity, await pendingVersion(db, activity.id)), draft)
      : await addActivity(db, governance, reference, draft)
    const pending = await pendingVersion(db, (await activityByReference(db, reference, null))?.id ?? 0)
    if (!saved.ok || !pending) return
    await submitDraft(db, governance, reference, { seen: pending, text: '' })
    await approveDraft(db, governance, reference, { seen: pending, text: '' })
  },
  changeTerm: async (doing: Doing) => {
    const { db, run, one, other, name } = doing
    const term = (await termsOf(doing))[one]
    const mark = marksOfKind(kindOf(name))[other] ?? 'none'
    if (term)
      await changeTerm(db, at(doing).governance, term.id, fingerprint(term), { name: `${name} folk ${run}`, mark })
  },
  mergeTerm: async (doing: Doing) => {
    const { db, one, other } = doing
    const terms = await termsOf(doing)
    const into = terms[other]?.id
    await mergeTerm(db, at(doing).governance, terms[one]?.id ?? 0, into, { marksDiffer: true })
  },
  addSystem: async (doing: Doing) => {
    const { db, run, one } = doing
    await addSourceSystem(db, at(doing).administrator, systemCode(run, one), systemDraft(doing))
  },
  changeSystem: async (doing: Doing) => {
    const { db, run, one } = doing
    const system = await systemState(db, systemCode(run, one))
    if (system)
      await changeSourceSystem(db, at(doing).administrator, system.code, fingerprint(system), systemDraft(doing))
  },
  retireActivity: async (doing: Doing) => {
    await retireActivity(doing.db, at(doing).governance, `A${doing.run}-${doing.one}`, 'Ended')
  },
}

/** What a source system is to be: of one organisation or another, by default of a service that stands, limited to it or to none. */
const systemDraft = ({ run, one, other, name }: Doing): SourceSystemDraft => ({
  ...{ name: `${name} ${run}`, description: `For ${name}`, organisation: organisationCode(run, one) },
  ...{ defaultService: serviceCode(run, other), limitedTo: other === 0 ? [] : [serviceCode(run, other)] },
})

const kinds = ['data subject category', 'personal data category'] as const

/** The kind of the terms that a step is about: those of people, or of data, by its name. */
const kindOf = (name: string) => kinds[name < 'D' ? 0 : 1]

/** The terms of a run and kind that stand, in the order in which they came. */
async function termsOf({ db, run, name }: Doing): Promise<StoredTerm[]> {
  const terms = await db
    .selectFrom('terms')
    .select(['id', 'kind', 'name', 'mark', 'mergedIntoId'])
    .where('kind', '=', kindOf(name))
    .where('name', 'like', `% ${run}`)
    .where('mergedIntoId', 'is', null)
    .orderBy('id')
    .execute()
  return terms
}

const notice = {
  ...{ title: 'How we use data', fileName: 'notice.txt', body: 'Words', createdOn: null, reviewedOn: null },
  ...{ shortestPeriod: null, longestPeriod: null, facts: [] },
}
const recipient = { ...confirmed, contract: '', contractEndsOn: null }

/** What each run begins with, so that most steps have something to be done to. */
export async function beginShared(doing: Pick<Doing, 'db' | 'clock' | 'run'>): Promise<void> {
  const first: SharedStep[] = [1, 2].map((one) => ({ does: 'addOrganisation', one, other: 0, name: `First ${one}` }))
  const more = (['addService', 'addSystem', 'sayActivity'] as const).flatMap((does) =>
    [0, 1].map((one): SharedStep => ({ does, one, other: one, name: `First ${one}` })),
  )
  for (const step of [...first, ...more]) await takeShared(doing, step)
  for (const n of [0, 1]) {
    const { id: serviceId } = (await serviceByCode(doing.db, serviceCode(doing.run, n))) ?? { id: 0 }
    await addPrivacyNotice(doing.db, { ...notice, code: noticeCode(doing.run, n), serviceId })
  }
}

/** Does one step at a moment. */
export const takeShared = ({ db, clock, run }: Pick<Doing, 'db' | 'clock' | 'run'>, { does, ...what }: SharedStep) =>
  steps[does]({ db, clock, run, ...what })
