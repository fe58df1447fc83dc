import type { Router } from 'express'
import { activityList } from '../../../db/queries/activity-list.ts'
import { allOrganisations } from '../../../db/queries/organisations.ts'
import { serviceRows } from '../../../db/queries/services.ts'
import { presentContentsOf } from '../../../db/queries/survivors.ts'
import { reach } from '../../domain/permission.ts'
import { servicePicture } from '../../domain/service-picture.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { sendPage } from '../page.ts'
import { pictureView } from '../picture-view.ts'
import { pathCode, readQuery } from '../query.ts'

const LIST = '/services'

/** As many as a page in words can hold; a picture draws the twelve with most links. */
const MOST_READ = 200

/** The data flow of a service, through all its activities. */
export function pictureRoutes(app: App, router: Router): void {
  router.get(`${LIST}/:code/picture`, needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const within = reach(userOf(res))
    const services = await serviceRows(app.db, within)
    const service = found(
      services.find(({ code }) => code === pathCode(req)),
      'service',
    )
    const activities = await liveActivities(app, service.code, within)
    const names = new Map((await allOrganisations(app.db)).map(({ code, name }) => [code, name]))
    const unread = Math.max(0, service.activities - activities.length)
    const picture = servicePicture(service.name, activities, names, unread)
    sendPage(res, 'services/picture', {
      title: picture.title,
      caption: service.code,
      lead: picture.description,
      trail: [
        { text: 'Services', href: LIST },
        { text: service.name, href: `${LIST}/${service.code}` },
      ],
      picture: activities.length === 0 ? null : await pictureView(picture),
      empty: 'This service has no processing activity in the register.',
    })
  })
}

async function liveActivities({ db }: App, service: string, within: number[] | null) {
  const rows = await activityList(db, { service }, within, { order: 'reference', offset: 0, limit: MOST_READ })
  const live = rows.filter(({ status }) => status !== 'retired' && status !== 'withdrawn')
  const contents = await presentContentsOf(
    db,
    live.map(({ versionId }) => versionId),
  )
  return live.flatMap(({ reference, versionId }) => {
    const content = contents.get(versionId)
    return content === undefined ? [] : [{ reference, content }]
  })
}
