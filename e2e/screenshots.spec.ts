import { test } from './fixtures.ts'
import { visitEveryKind } from './pages/every-page.ts'
import { photograph } from './pages/photograph.ts'
import type { Person } from './pages/sign-in.ts'

const people: Person[] = ['governance', 'manager', 'auditor', 'administrator']

for (const person of people)
  test(`every kind of page that the ${person} meets is photographed @scripts`, async ({ as }) => {
    test.slow()
    const page = await as(person)
    await visitEveryKind(page, ['/'], (kind) => photograph(page, `${person}/${kind}`))
  })
