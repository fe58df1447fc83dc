import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readPeriod } from '../src/domain/period.ts'
import { type ActivityContent, type Evidence, notedFields } from '../src/domain/processing-activity.ts'
import { NewRetentionRule, RetentionRuleDraft } from '../src/domain/retention-rule.ts'
import { activities } from './activities.ts'
import { notices } from './notices.ts'
import { organisations } from './organisations.ts'
import { retentionRules } from './retention-rules.ts'
import { services } from './services.ts'
import { sourceSystems } from './source-systems.ts'
import { dataCategories, securityMeasures, sourcesOfData, storageLocations, subjectCategories } from './terms.ts'

const codesOf = (list: { code: string }[]): Set<string> => new Set(list.map(({ code }) => code))
const organisationCodes = codesOf(organisations)
const serviceCodes = codesOf(services)
const ruleCodes = codesOf(retentionRules)
const systemCodes = codesOf(sourceSystems)

const linesOf = new Map(
  notices.map(({ code, fileName }) => [
    code,
    readFileSync(new URL(`notices/${fileName}`, import.meta.url), 'utf8').split('\n'),
  ]),
)

const evidenceIn = (content: ActivityContent): Evidence[] => [
  ...content.purposes,
  ...content.lawfulBases,
  ...content.terms,
  ...content.conditions,
  ...content.parties,
  ...content.recipients,
  ...content.transfers,
  ...content.rules,
  ...content.systems,
  ...content.notes,
]

const referencesUnder = (prefix: string): string[] =>
  activities.map(({ reference }) => reference).filter((reference) => reference.startsWith(prefix))

test('the register holds the 77 activities of the notices, and the second parts of the two that are split', () => {
  const split = activities.filter(({ reference }) => reference.endsWith('-B'))
  assert.deepEqual(
    split.map(({ reference }) => reference),
    ['LGS-A1-B', 'NCC-A20-B'],
  )
  assert.equal(activities.length - split.length, 77)
  const counts = ['LIB', 'MUS', 'LGS', 'FHB', 'NCC'].map((prefix) => referencesUnder(prefix).length)
  assert.deepEqual(counts, [8, 14, 7 + 1, 12, 36 + 1])
  assert.equal(new Set(activities.map(({ reference }) => reference)).size, activities.length)
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  assert.ok(readme.includes(`${activities.length} processing activities, which are the 77 of five privacy notices`))
})

test('the schedule holds 70 rules, each of which can be submitted', () => {
  assert.equal(ruleCodes.size, 70)
  assert.equal(retentionRules.length, 70)
  for (const { standing, service, ...rule } of retentionRules) {
    const submitted = { ...rule, serviceId: service === null ? null : 1 }
    const read = NewRetentionRule.safeParse(submitted)
    assert.ok(read.success, `${rule.code}: ${read.error?.issues.map(({ message }) => message).join('; ')}`)
    const { code, ...content } = submitted
    assert.deepEqual(RetentionRuleDraft.parse(content), content, code)
    assert.ok(standing === 'proposed' || standing === 'confirmed')
  }
})

test('a rule is confirmed only when law or a notice alone supports it', () => {
  const confirmed = retentionRules.filter(({ standing }) => standing === 'confirmed').map(({ code }) => code)
  assert.deepEqual(confirmed, [
    'LIB-02',
    'CON-01',
    'CON-02',
    'EML-01',
    'LAC-01',
    'ADO-01',
    'ADO-02',
    'FOS-01',
    'FOS-02',
  ])
})

test('a rule without a period says in its scope that its records stay open, or keeps them for ever', () => {
  const dateless = retentionRules.filter(({ period }) => period === '')
  const toBeDated = dateless.filter(({ disposalAction }) => disposalAction !== 'retain permanently')
  assert.deepEqual(
    toBeDated.map(({ code }) => code),
    ['PEN-01', 'LAC-01', 'ADO-02'],
  )
  for (const { code, scopeNote } of toBeDated) assert.match(scopeNote, /records stay open until a person dates/, code)
})

test('what an authority is called fits its constraint', () => {
  for (const { code, authorityKind, constraint } of retentionRules) {
    if (authorityKind === 'statute minimum') assert.equal(constraint, 'minimum', code)
    if (authorityKind === 'statute maximum') assert.equal(constraint, 'maximum', code)
    if (authorityKind === 'limitation') assert.notEqual(constraint, 'maximum', code)
  }
})

test('two activities have no rule, and every other one does', () => {
  const without = activities.filter(({ content }) => content.rules.length === 0).map(({ reference }) => reference)
  assert.deepEqual(without, ['NCC-A20', 'NCC-A20-B', 'NCC-A29'])
})

test('the variants of a rule go with the rule itself', () => {
  for (const code of ['MUS-08', 'CCTV-02', 'HS-01', 'PUB-01']) {
    const using = (rule: string) =>
      activities.filter(({ content }) => content.rules.some((link) => link.rule === rule)).map((a) => a.reference)
    assert.deepEqual(using(`${code}-B`), using(code))
    assert.ok(using(code).length > 0)
  }
})

test('every code that is used exists', () => {
  for (const { organisation } of services) assert.ok(organisationCodes.has(organisation))
  for (const { defaultService } of sourceSystems) assert.ok(serviceCodes.has(defaultService))
  for (const { service } of notices) assert.ok(serviceCodes.has(service))
  for (const { service } of retentionRules) assert.ok(service === null || serviceCodes.has(service))
  for (const { reference, content } of activities) {
    assert.ok(serviceCodes.has(content.service), reference)
    for (const { rule } of content.rules) assert.ok(ruleCodes.has(rule), `${reference}: ${rule}`)
    for (const { sourceSystem } of content.systems)
      assert.ok(systemCodes.has(sourceSystem), `${reference}: ${sourceSystem}`)
    for (const { organisation } of [...content.parties, ...content.recipients])
      assert.ok(organisation === null || organisationCodes.has(organisation), `${reference}: ${organisation}`)
  }
})

test('codes and names are used once', () => {
  for (const list of [organisations, services, sourceSystems, notices]) assert.equal(codesOf(list).size, list.length)
  assert.equal(new Set(organisations.map(({ name }) => name)).size, organisations.length)
})

test('evidence leads to lines of the notice that have words in them', () => {
  for (const { reference, content } of activities) {
    for (const { notice, lines } of evidenceIn(content)) {
      if (lines === null) continue
      assert.match(lines, /^L\d+(,L\d+)*$/, reference)
      const body = linesOf.get(notice ?? '') ?? []
      const numbers = lines.split(',').map((line) => Number(line.slice(1)))
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
        `${reference}: ${lines}`,
      )
      for (const number of numbers)
        assert.ok(body[number - 1]?.trim(), `${reference}: ${notice} has nothing at L${number}`)
    }
  }
})

test('what is stated names its notice, and has lines unless it is that the notice is silent', () => {
  for (const { reference, content } of activities) {
    for (const fact of evidenceIn(content)) {
      if (fact.standing !== 'stated') continue
      assert.ok(fact.notice !== null && linesOf.has(fact.notice), reference)
      const isSilence = 'silent' in fact && fact.silent === true
      assert.ok(fact.lines !== null || isSilence, `${reference}: ${JSON.stringify(fact)}`)
    }
    assert.ok(
      evidenceIn(content).every(({ standing }) => standing !== 'confirmed'),
      reference,
    )
  }
})

test('one term has one mark, the one of the vocabulary, and every word of the vocabulary is used', () => {
  const marks = new Map<string, string>()
  for (const { content } of activities)
    for (const { kind, name, mark } of content.terms) {
      assert.equal(marks.get(`${kind}: ${name}`) ?? mark, mark, name)
      marks.set(`${kind}: ${name}`, mark)
    }
  for (const name of Object.keys(dataCategories)) assert.ok(marks.has(`personal data category: ${name}`), name)
  for (const name of sourcesOfData) assert.ok(marks.has(`source: ${name}`), name)
  for (const name of securityMeasures) assert.ok(marks.has(`security measure: ${name}`), name)
  for (const name of storageLocations) assert.ok(marks.has(`storage location: ${name}`), name)
  for (const name of Object.keys(subjectCategories)) assert.ok(marks.has(`data subject category: ${name}`), name)
})

test('health, ethnicity, trade union membership, religion and sexual orientation are special categories', () => {
  const special = Object.entries(dataCategories).filter(([, mark]) => mark === 'special category')
  const names = special.map(([name]) => name.toLowerCase()).join('; ')
  for (const word of ['health', 'ethnic', 'trade union', 'religious', 'sexual', 'disability', 'patient'])
    assert.ok(names.includes(word), word)
  for (const [name, mark] of Object.entries(dataCategories))
    if (/offence|criminal|dbs|fraud indicator/i.test(name)) assert.equal(mark, 'criminal offence', name)
  assert.equal(subjectCategories.Children, 'children')
})

test('no fact stands twice in an activity', () => {
  for (const { reference, content } of activities) {
    const said = [
      ...content.terms.map(({ kind, name }) => `${kind}: ${name}`),
      ...content.rules.map(({ rule }) => rule),
    ]
    assert.equal(new Set(said).size, said.length, reference)
  }
})

test('every activity has purposes, people and data, or says that its notice does not give them', () => {
  for (const { reference, content } of activities) {
    const noted = (field: string) => content.notes.some((note) => note.field === field)
    const has = (kind: string) => content.terms.some((term) => term.kind === kind)
    assert.ok(content.purposes.length > 0 || noted('purposes'), `${reference}: purposes`)
    assert.ok(has('data subject category') || noted('data subjects'), `${reference}: people`)
    assert.ok(has('personal data category') || noted('personal data'), `${reference}: data`)
  }
})

test('each activity says how long its notice keeps the data, in the words of the notice or as silence', () => {
  for (const { reference, content } of activities)
    assert.ok(
      content.notes.some(({ field, standing }) => field === 'retention' && standing === 'stated'),
      reference,
    )
})

test('a role that no notice states is proposed and noted', () => {
  for (const { reference, content } of activities) {
    assert.notEqual(content.role, 'not stated', reference)
    if (content.roleStanding === 'proposed')
      assert.ok(
        content.notes.some(({ field }) => field === 'role'),
        reference,
      )
  }
})

test('a lawful basis of one purpose points at a purpose that is there', () => {
  for (const { reference, content } of activities)
    for (const { purpose } of content.lawfulBases)
      assert.ok(purpose === null || (purpose >= 1 && purpose <= content.purposes.length), reference)
})

test('an activity done for others names its controllers, every other one a controller', () => {
  for (const { reference, content } of activities) {
    assert.ok(
      content.parties.some(({ part }) => part === 'controller'),
      reference,
    )
    const joint = content.parties.some(({ part }) => part === 'joint controller')
    assert.equal(content.role === 'joint controller', joint, reference)
  }
})

test('texts are short enough for the register and keep to its words', () => {
  for (const { reference, content } of activities) {
    assert.ok(content.title.length <= 200, reference)
    for (const { name } of content.terms) assert.ok(name.length <= 300, reference)
    for (const { field } of content.notes) assert.ok(notedFields.includes(field), reference)
    for (const text of [content.title, ...content.purposes.map((purpose) => purpose.text)])
      assert.match(text, /^[A-Z]|^mushcambs|^E-/, reference)
  }
})

test('the library notice promises one to six years, and no other notice a range', () => {
  const ranged = notices.filter(({ shortestPeriod }) => shortestPeriod !== null)
  assert.deepEqual(
    ranged.map(({ code, shortestPeriod, longestPeriod }) => [code, shortestPeriod, longestPeriod]),
    [['cambridgeshire-libraries', 'P1Y', 'P6Y']],
  )
  for (const { shortestPeriod } of ranged) assert.notEqual(readPeriod(shortestPeriod ?? ''), null)
})
