import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderComponent } from './page.ts'
import { type FixtureCell, type FixtureRow, fixtures, type Item, type Options, tokens } from './test-fixtures.ts'

const comparisons: {
  component: string
  family: string
  cases: string[]
  part?: RegExp
  locals: (options: Options) => object
}[] = [
  {
    component: 'button',
    family: 'button',
    cases: ['default', 'secondary', 'warning', 'name', 'value', 'prevent double click'],
    locals: ({ text, name, value, classes, preventDoubleClick }) => ({
      text,
      ...given({ name, value, once: preventDoubleClick, kind: String(classes ?? '').replace('govuk-button--', '') }),
    }),
  },
  {
    component: 'tag',
    family: 'tag',
    cases: ['default', 'grey', 'green', 'purple', 'red', 'orange', 'yellow'],
    locals: ({ text, classes }) => ({ text, colour: String(classes ?? 'govuk-tag--blue').replace('govuk-tag--', '') }),
  },
  {
    component: 'problem-summary',
    family: 'error-summary',
    cases: ['default', 'without links', 'mixed with and without links'],
    locals: ({ errorList = [] }) => ({
      problems: errorList.map(({ text, href }) => ({ field: href?.slice(1) ?? '', text })),
    }),
  },
  {
    component: 'input',
    family: 'input',
    cases: [
      ...[
        'default',
        'with hint text',
        'with error message',
        'with error and hint',
        'with width-10 class',
        'with suffix',
        'id',
        'value',
      ],
      ...[
        'zero value',
        'custom type',
        'inputmode',
        'with autocomplete attribute',
        'with spellcheck enabled',
        'with spellcheck disabled',
      ],
    ],
    locals: field,
  },
  {
    component: 'password-input',
    family: 'password-input',
    cases: ['default', 'with hint text', 'with error message'],
    locals: (options) => ({ ...field(options), autocomplete: 'current-password' }),
  },
  {
    component: 'textarea',
    family: 'textarea',
    cases: [
      'default',
      'with hint',
      'with error message',
      'with hint and error message',
      'with default value',
      'with custom rows',
      'id',
    ],
    locals: field,
  },
  {
    component: 'select',
    family: 'select',
    cases: ['default', 'with hint text and error message', 'with selected value', 'hint', 'error', 'id'],
    locals: (options) => ({
      ...field(options),
      ...chosen(options),
      options: (options.items ?? []).filter(Boolean).map(answer),
    }),
  },
  {
    component: 'file-upload',
    family: 'file-upload',
    cases: ['default', 'with hint text', 'with error message and hint', 'error', 'id'],
    locals: field,
  },
  {
    component: 'radios',
    family: 'radios',
    cases: ['default', 'with fieldset and error message', 'small with error', 'small inline'],
    locals: group,
  },
  {
    component: 'checkboxes',
    family: 'checkboxes',
    cases: ['default', 'with hint', 'with error message and hint', 'small with error', 'small with hint'],
    locals: group,
  },
  {
    component: 'pagination',
    part: /<nav.*<\/nav>/s,
    family: 'pagination',
    cases: ['with prev and next only', 'with previous only', 'with next only'],
    locals: ({ previous, next }) => ({
      previous: (previous as Item)?.href ?? null,
      next: (next as Item)?.href ?? null,
    }),
  },
  { component: 'inset', family: 'inset-text', cases: ['default', 'html as text'], locals: ({ text }) => ({ text }) },
  {
    component: 'warning',
    family: 'warning-text',
    cases: ['default', 'multiple lines'],
    locals: ({ text }) => ({ text }),
  },
  {
    component: 'notification-banner',
    family: 'notification-banner',
    cases: ['default', 'html as text', 'with type as success'],
    locals: ({ text, type }) => ({ text, success: type === 'success' }),
  },
  {
    component: 'back-link',
    family: 'back-link',
    cases: ['with custom text and link'],
    locals: ({ text, href }) => ({ text, href }),
  },
  {
    component: 'breadcrumbs',
    family: 'breadcrumbs',
    cases: ['default', 'with one level'],
    locals: ({ items }) => ({ trail: items }),
  },
  {
    component: 'details',
    family: 'details',
    cases: ['default', 'html as text', 'html'],
    locals: ({ summaryText, text, html, open }) => ({ summary: summaryText, ...given({ text, html, open }) }),
  },
  {
    component: 'summary-list',
    family: 'summary-list',
    cases: ['single action with anchor', 'empty items array', 'actions href', 'with falsy values'],
    locals: ({ rows, classes }) => ({
      rows: (rows as FixtureRow[]).filter(Boolean).map(summaryRow),
      ...given({ classes }),
    }),
  },
  {
    component: 'table',
    part: /<table.*<\/table>/s,
    family: 'table',
    cases: ['with head and caption'],
    locals: ({ caption, head, rows }) => ({
      caption,
      head: (head as FixtureCell[]).map(cell),
      rows: (rows as FixtureCell[][]).map((row) => row.map((each, at) => ({ ...cell(each), header: at === 0 }))),
      empty: 'None',
    }),
  },
]

describe('components print the HTML of the design system', () => {
  for (const { component, family, cases, locals, part } of comparisons)
    for (const fixture of fixtures(family, cases))
      it(`${component}: ${fixture.name}`, () => {
        const html = renderComponent(component, locals(fixture.options))
        assert.deepEqual(tokens(part?.exec(html)?.[0] ?? html), tokens(fixture.html))
      })
})

function field({
  name,
  id,
  label,
  hint,
  errorMessage,
  suffix,
  value,
  classes,
  type,
  inputmode,
  autocomplete,
  spellcheck,
  rows,
}: Options) {
  const rest = { value, classes, type, inputmode, autocomplete, spellcheck, rows }
  return {
    name,
    label: label?.text,
    ...given({ id, hint: hint?.text, error: errorMessage?.text, suffix: suffix?.text, ...rest }),
  }
}

function group(options: Options) {
  const { idPrefix, fieldset, items = [], values = [], value } = options
  const own = field({ ...options, id: idPrefix, label: fieldset?.legend })
  const ticked = items.filter(({ checked }) => checked).map((item) => item.value)
  return {
    ...own,
    ...given({ value: value ?? ticked[0] }),
    values: [...(values as string[]), ...ticked],
    options: items.map(answer),
  }
}

const answer = ({ value, text, hint, disabled }: Item) => ({ value, text, ...given({ hint: hint?.text, disabled }) })

const chosen = ({ value, items = [] }: Options) =>
  given({ value: value ?? items.find((item) => item?.selected)?.value })

const cell = ({ text, format }: FixtureCell) => ({ text, numeric: format === 'numeric' })

const summaryRow = ({ key, value, actions }: FixtureRow) => ({
  key: key.text,
  lines: [{ text: value.text }],
  actions: (actions?.items ?? []).map(({ text, href, visuallyHiddenText }) => ({
    text,
    href,
    ...given({ hidden: visuallyHiddenText }),
  })),
})

const given = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''))
