import assert from 'node:assert/strict'
import { addRecords } from '../../../db/test-records.ts'
import { instructApproved } from '../../actions/instructing.ts'
import { forgetDisposed } from '../../actions/review-disposals.ts'
import { sweep } from '../../actions/sweep.ts'
import { program } from '../../domain/permission.ts'
import { testSite } from '../test-site.ts'

/** The test site with what tests of disposal reviews do all the time. */
export async function reviewSite(...surroundings: Parameters<typeof testSite>) {
  const site = await testSite(...surroundings)
  const { db, world, clock, config } = site
  type Visitor = Awaited<ReturnType<typeof site.signInAs>>

  /** Adds records that are past their period, sweeps, and gives the address of their review and their ids. */
  const due = async (rule: keyof typeof world.rules, count: number, parts: { serviceId?: number | null } = {}) => {
    const ids = await addRecords(db, world, { rule, triggerOn: '2000-02-29', title: '<b>bold</b>', ...parts }, count)
    assert.ok((await sweep(db, { clock, who: program('Test') })).ok)
    const review = await db
      .selectFrom('disposalReviews')
      .select('id')
      .where('ruleId', '=', world.rules[rule].ruleId)
      .where('state', '=', 'open')
      .executeTakeFirstOrThrow()
    return { ids, path: `/disposal-reviews/${review.id}` }
  }

  /** Opens the decision form as a person does, and approves. */
  const approve = async (visitor: Visitor, path: string, form: Record<string, string> = {}) => {
    const seen = hidden((await visitor.get(`${path}/decision`)).text, 'seen')
    return visitor.post(`${path}/decision`, { decision: 'approve disposal', seen, ...form })
  }

  /** Instructs what is approved, as the server's own thread does. */
  const instruct = () => instructApproved(db, { who: program('Instructing'), clock, hashKey: config.recordHashKey })
  /** Forgets what is gone, as the server's own thread does. */
  const forget = () => forgetDisposed(db, clock, config.recordHashKey)

  return { ...site, due, approve, instruct, forget }
}

/** The value of a hidden field of a page. */
export const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
