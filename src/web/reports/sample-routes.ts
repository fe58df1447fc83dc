import type { Router } from 'express'
import { z } from 'zod'
import { type SampleAsked, sampleOfDecisions } from '../../actions/report-sample.ts'
import { decisionSampleExport } from '../../actions/reports-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import type { IsoDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { PageError } from '../errors.ts'
import { filesOf } from '../files-view.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { queryDate, queryString, readQuery } from '../query.ts'
import { dayLabels, daysAskedFor } from './days.ts'
import { sampleTable } from './tables.ts'

const LIST = '/reports/decision-sample'
const USUAL = 25
const MOST = 500
const SEED_LETTERS = 60

const sampleQuery = {
  seed: z.string({ error: 'give it once' }).trim().max(SEED_LETTERS, `at most ${SEED_LETTERS} characters`).optional(),
  size: z
    .string({ error: 'give it once' })
    .regex(/^[1-9]\d{0,2}$/, 'must be a whole number from 1 to 500')
    .transform(Number)
    .refine((size) => size <= MOST, 'must be a whole number from 1 to 500')
    .optional(),
  from: queryDate(dayLabels.from),
  to: queryDate(dayLabels.to),
}
const Query = z.object(sampleQuery)

/** A seeded sample of decisions for an auditor: the same seed draws the same ones, so that another person can check how they were chosen. */
export function sampleRoutes(app: App, router: Router): void {
  router.get(LIST, needs('sample decisions'), async (req, res) => {
    const query = readQuery(sampleQuery, req)
    const asked = askedFor(query, app.clock.today())
    const sample = query.seed === undefined ? null : await sampleOfDecisions(app.db, asked)
    sendPage(res, 'reports/decision-sample', {
      title: 'A sample of decisions',
      lead: 'Draws decisions on disposal reviews, and exceptions, at random by a seed that you choose. The same seed, days and size draw the same ones, whoever asks.',
      trail: [{ text: 'Reports', href: '/reports' }],
      action: LIST,
      fields: fields(asked),
      said:
        sample === null
          ? null
          : `${countOf(sample.drawn.length, 'decision')} of ${sample.of.toLocaleString('en-GB')}, drawn by the seed “${asked.seed}”.`,
      table: sample === null ? null : sampleTable(sample.drawn),
      files: filesOf(LIST, queryString({ ...query, seed: asked.seed })),
    })
  })

  listFiles(app, router, { path: LIST, permission: 'sample decisions', query: sampleQuery }, (query) => {
    if (query.seed === undefined)
      throw new PageError(
        400,
        'A sample is drawn by a seed. Choose one on the page of the sample, and keep it with your papers.',
        ['seed'],
      )
    return whole(decisionSampleExport, askedFor(query, app.clock.today()))
  })
}

/** The day is a seed as good as any, and one that nobody forgets. */
function askedFor({ seed, size, from, to }: z.output<typeof Query>, today: IsoDate): SampleAsked {
  return { seed: seed ?? today, size: size ?? USUAL, ...daysAskedFor({ from, to }, today) }
}

const fields = ({ seed, size, from, to }: SampleAsked) => [
  { name: 'seed', label: 'Seed', hint: 'Any text; keep it with your papers', value: seed },
  { name: 'size', label: 'How many', hint: 'From 1 to 500', value: String(size), classes: 'govuk-input--width-4' },
  { name: 'from', label: dayLabels.from, hint: 'That day included', value: from, classes: 'govuk-input--width-10' },
  { name: 'to', label: dayLabels.to, hint: 'That day included', value: to, classes: 'govuk-input--width-10' },
]
