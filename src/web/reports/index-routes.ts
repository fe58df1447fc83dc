import type { Router } from 'express'
import { may, type Permission } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'

const reports: { text: string; href: string; about: string; needs: Permission }[] = [
  {
    ...{ text: 'How complete the register is', href: '/reports/completeness', needs: 'read the register' },
    about: 'Activities of each service in which the checks find nothing missing or wrong.',
  },
  {
    ...{ text: 'Special category data', href: '/reports/special-categories', needs: 'read the register' },
    about: 'Which services hold special category and offence data.',
  },
  {
    ...{ text: 'How late disposal reviews are', href: '/reports/overdue-reviews', needs: 'read disposal reviews' },
    about: 'Reviews that wait, by how long they are past the day to answer by.',
  },
  {
    ...{ text: 'How long decisions take', href: '/reports/decision-times', needs: 'read disposal reviews' },
    about: 'Days from opening to decision, and to second approval, by service.',
  },
  {
    text: 'What is kept longer again and again',
    ...{ href: '/reports/repeat-extensions', needs: 'read disposal reviews' },
    about: 'Records that were kept longer more than once.',
  },
  {
    ...{ text: 'Forecast of what falls due', href: '/reports/forecast', needs: 'read records' },
    about: 'Records that fall due in the next six years, by month and service.',
  },
  {
    ...{ text: 'A sample of decisions', href: '/reports/decision-sample', needs: 'sample decisions' },
    about: 'Decisions drawn at random by a seed, for an audit.',
  },
]

/** The reports that the reader may open. */
export function indexRoutes(_app: App, router: Router): void {
  router.get('/reports', needs('read the register'), (req, res) => {
    readQuery({}, req)
    sendPage(res, 'reports/index', {
      title: 'Reports',
      reports: reports
        .filter((report) => may(userOf(res), report.needs))
        .map(({ text, href, about }) => ({ text, href, about })),
    })
  })
}
