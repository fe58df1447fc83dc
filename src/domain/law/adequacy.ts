import type { IsoDate } from '../calendar.ts'
import { countriesIn, eeaStates, plain, unitedKingdom, unitedStates } from './countries.ts'
import { type Dated, inForce } from './in-force.ts'

/** That a country counts as protecting data well enough. `scope`: for which recipients alone; blank for all. `names`: as people write it. */
export type Adequacy = Dated & { names: string[]; instrument: string; scope: string }

const SCHEDULE_21 = 'Data Protection Act 2018 Sch 21 para 5'
const kept = (from: IsoDate, decision: string, ...names: string[]): Adequacy => ({
  names,
  instrument: `${SCHEDULE_21}, after Decision ${decision}`,
  from,
  until: null,
  scope: '',
})

/**
 * The countries to which data may go without a safeguard, each with the days and the scope of its instrument.
 *
 * Before 2021 the decisions of the European Commission counted, and Schedule 21 has kept them. Source: UK GDPR Articles 45A to 45C.
 */
const adequacy: Adequacy[] = [
  ...eeaStates.map((names) => ({ names, instrument: SCHEDULE_21, from: null, until: null, scope: '' })),
  { names: ['Gibraltar'], instrument: SCHEDULE_21, from: null, until: null, scope: '' },
  { names: unitedKingdom, instrument: 'No restricted transfer', from: null, until: null, scope: '' },
  kept('2000-07-26', '2000/518/EC', 'Switzerland'),
  { ...kept('2001-12-20', '2002/2/EC', 'Canada'), scope: 'commercial organisations under its federal privacy law' },
  kept('2003-06-30', '2003/490/EC', 'Argentina'),
  kept('2003-11-21', '2003/821/EC', 'Guernsey'),
  kept('2004-04-28', '2004/411/EC', 'Isle of Man'),
  kept('2008-05-08', '2008/393/EC', 'Jersey'),
  kept('2010-03-05', '2010/146/EU', 'Faroe Islands', 'Faroes'),
  kept('2010-10-19', '2010/625/EU', 'Andorra'),
  kept('2011-01-31', '2011/61/EU', 'Israel'),
  kept('2012-08-21', '2012/484/EU', 'Uruguay'),
  kept('2012-12-19', '2013/65/EU', 'New Zealand'),
  { ...kept('2019-01-23', '(EU) 2019/419', 'Japan'), scope: 'private organisations under its data protection law' },
  {
    names: ['Republic of Korea', 'South Korea', 'Korea'],
    instrument: 'Data Protection (Adequacy) (Republic of Korea) Regulations 2022 (SI 2022/1213)',
    from: '2022-12-19',
    until: null,
    scope: '',
  },
  {
    names: unitedStates,
    instrument: 'Data Protection (Adequacy) (United States of America) Regulations 2023 (SI 2023/1028)',
    from: '2023-10-12',
    until: null,
    scope: 'organisations certified to the UK Extension to the Data Privacy Framework',
  },
]

/** What counts for one country on a day, or undefined when nothing does. */
export const adequacyOf = (country: string, on: IsoDate): Adequacy | undefined =>
  adequacy.find((entry) => inForce(entry, on) && entry.names.some((name) => plain(name) === plain(country)))

/** How far the countries that a text names are adequate on a day: all of them without limit, some within a scope only, or not all of them. */
export function adequacyIn(text: string, on: IsoDate): 'full' | 'partial' | 'none' {
  const found = countriesIn(text).map((country) => adequacyOf(country, on))
  if (found.length === 0 || found.includes(undefined)) return 'none'
  return found.every((entry) => entry?.scope === '') ? 'full' : 'partial'
}

/** For which recipients alone the countries that a text names are adequate on a day; each scope once. */
export const scopesIn = (text: string, on: IsoDate): string[] => [
  ...new Set(countriesIn(text).flatMap((country) => adequacyOf(country, on)?.scope || [])),
]

/** True when a text names the United States. */
export const isUnitedStates = (text: string): boolean =>
  countriesIn(text).some((country) => unitedStates.some((name) => plain(name) === country))
