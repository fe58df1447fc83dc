import { addChangeRequest } from '../../db/queries/change-requests.ts'
import { activityByReference } from '../../db/queries/processing-activities.ts'
import { addItems } from '../../db/queries/review-request-items.ts'
import { addView } from '../../db/queries/saved-views.ts'
import { addReviewRequest } from '../../db/queries/services-asked.ts'
import { type Role, roles } from '../domain/permission.ts'
import type { testSite } from './test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

/** An open request for a change, one for reviews of all services, and a view that each person has saved. */
export async function reviewCycle({ db, world, clock }: Site) {
  const activity = await activityByReference(db, 'LIB-A1', null)
  const { manager, governance } = world.users
  const changeRequest = await addChangeRequest(db, {
    ...{ activityId: activity?.id ?? 0, versionId: activity?.currentVersionId ?? 0 },
    ...{ text: 'Another supplier', askedAt: clock.now(), askedById: manager.id, askedByName: manager.name },
  })
  const services = Object.values(world.services)
  const request = { dueOn: '2026-12-31', message: 'Before the audit', askedAt: clock.now() }
  const reviewRequest = (await addReviewRequest(db, { ...request, askedByName: governance.name }, services)) ?? 0
  await addItems(db, reviewRequest, services)
  const views = {} as Record<Role, number>
  for (const role of roles) {
    const view = { list: 'processing-activities', name: 'Mine', query: 'service=LIB', columns: '' } as const
    views[role] = (await addView(db, { ...view, userId: world.users[role].id, isDefault: 0 })) ?? 0
  }
  return { changeRequest, reviewRequest, views }
}
