import { type LawfulBasis, lawfulBases } from './processing-activity.ts'

const names: Record<LawfulBasis, { name: string; article: string }> = {
  consent: { name: 'Consent', article: 'Article 6(1)(a)' },
  contract: { name: 'Contract', article: 'Article 6(1)(b)' },
  'legal obligation': { name: 'Legal obligation', article: 'Article 6(1)(c)' },
  'vital interests': { name: 'Vital interests', article: 'Article 6(1)(d)' },
  'public task': { name: 'Public task', article: 'Article 6(1)(e)' },
  'recognised legitimate interest': { name: 'Recognised legitimate interest', article: 'Article 6(1)(ea)' },
  'legitimate interests': { name: 'Legitimate interests', article: 'Article 6(1)(f)' },
}

/** A lawful basis with its place in the UK GDPR: `Public task, Article 6(1)(e)`. */
export const lawfulBasisInWords = (basis: LawfulBasis): string => `${names[basis].name}, ${names[basis].article}`

/** A lawful basis by its name alone: `Public task`. */
export const lawfulBasisName = (basis: LawfulBasis): string => names[basis].name

/** The two bases that must rest on a law of their own. Source: UK GDPR Article 6(3). */
export const needsStatute = (basis: LawfulBasis | null): boolean =>
  basis === 'public task' || basis === 'legal obligation'

/** All lawful bases as choices, in the order of Article 6(1). */
export const lawfulBasisChoices: { value: LawfulBasis; text: string }[] = lawfulBases.map((basis) => ({
  value: basis,
  text: lawfulBasisInWords(basis),
}))
