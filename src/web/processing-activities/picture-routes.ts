import type { Router } from 'express'
import { allOrganisations } from '../../../db/queries/organisations.ts'
import { presentContentsOf } from '../../../db/queries/survivors.ts'
import { activityPicture } from '../../domain/activity-picture.ts'
import { needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { found } from '../errors.ts'
import { sendPage } from '../page.ts'
import { pictureView } from '../picture-view.ts'
import { readQuery } from '../query.ts'
import { activityOf } from './activity-of.ts'

/** The data flow of one activity, as lists show it. */
export function pictureRoutes(app: App, router: Router): void {
  router.get('/processing-activities/:reference/picture', needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const { reference, shownVersionId } = await activityOf(app, req, res)
    const shown = found(shownVersionId, 'version')
    const content = found((await presentContentsOf(app.db, [shown])).get(shown), 'version')
    const names = new Map((await allOrganisations(app.db)).map(({ code, name }) => [code, name]))
    const picture = activityPicture(reference, content, names)
    sendPage(res, 'processing-activities/picture', {
      title: picture.title,
      caption: reference,
      lead: picture.description,
      trail: [
        { text: 'Processing activities', href: '/processing-activities' },
        { text: reference, href: `/processing-activities/${reference}` },
      ],
      picture: await pictureView(picture),
    })
  })
}
