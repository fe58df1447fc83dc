import { countOf } from './list.ts'
import type { TextGroup } from './picture.ts'

/** How many activities of a service hold a category of data that needs special care. */
export type SpecialHolding = {
  service: string
  category: string
  mark: 'special category' | 'criminal offence'
  activities: number
}

/** The name of a row or column; `mark` tells apart the two kinds of data, and is null for a service. */
export type MatrixHead = { name: string; mark: SpecialHolding['mark'] | null }

/** A table drawn as a picture: `cells` by row and column, 0 where there is nothing. */
export type Matrix = {
  title: string
  description: string
  rows: MatrixHead[]
  columns: MatrixHead[]
  cells: number[][]
  text: TextGroup[]
}

const MOST_COLUMNS_OF_SERVICES = 8

/**
 * Which services hold which special categories of data, and criminal offence data.
 *
 * Services are columns as long as they are few, and rows otherwise: names of either kind stay level and whole.
 * Source: UK GDPR Articles 9 and 10.
 */
export function specialCategoryMap(holdings: SpecialHolding[], services: { code: string; name: string }[]): Matrix {
  const holders = services.filter(({ code }) => holdings.some(({ service }) => service === code))
  const categories = [...new Map(holdings.map((each) => [each.category, each])).values()].toSorted(
    (a, b) => Number(a.mark === 'criminal offence') - Number(b.mark === 'criminal offence') || inOrder(a, b),
  )
  const held = (service: string, category: string): number =>
    holdings.find((each) => each.service === service && each.category === category)?.activities ?? 0
  const byCategory = categories.map(({ category }) => holders.map(({ code }) => held(code, category)))
  const ofServices = holders.map(({ name }): MatrixHead => ({ name, mark: null }))
  const ofCategories = categories.map(({ category, mark }): MatrixHead => ({ name: category, mark }))
  const upright = holders.length <= MOST_COLUMNS_OF_SERVICES
  return {
    title: 'Which services hold special category and offence data',
    description: `${countOf(holders.length, 'service')} and ${countOf(categories.length, 'category', 'categories')} of data. The number where two meet is how many processing activities hold it. All of it is said in words below the picture.`,
    rows: upright ? ofCategories : ofServices,
    columns: upright ? ofServices : ofCategories,
    cells: upright ? byCategory : holders.map((_, at) => byCategory.map((row) => row[at] ?? 0)),
    text: [
      ...holders.map(({ code, name }) => ({
        heading: name,
        items: categories
          .filter(({ category }) => held(code, category) > 0)
          .map(
            ({ category, mark }) =>
              `${category} (${mark}): ${countOf(held(code, category), 'processing activity', 'processing activities')}`,
          ),
      })),
      ...withNone(services.filter((service) => !holders.includes(service))),
    ],
  }
}

const withNone = (services: { name: string }[]): TextGroup[] =>
  services.length === 0
    ? []
    : [{ heading: 'Services that hold none, as far as the register says', items: services.map(({ name }) => name) }]

const inOrder = (a: SpecialHolding, b: SpecialHolding): number => a.category.localeCompare(b.category, 'en-GB')
