/** Colours of tags and numbers. `blue` is the plain one. */
export type Colour = 'grey' | 'green' | 'teal' | 'blue' | 'purple' | 'magenta' | 'red' | 'orange' | 'yellow'

export type Link = { text: string; href: string }
export type Tag = { text: string; colour: Colour }
export type HiddenField = { name: string; value: string }

/** One answer to choose. `hint` stands below it. */
export type Option = { value: string; text: string; hint?: string; disabled?: boolean }

/** What all form fields share: `id` is the name unless given; `error` is the sentence about it, null when in order. */
export type FieldView = {
  name: string
  label: string
  id?: string
  hint?: string | null
  value?: string | number | null
  error?: string | null
  classes?: string
}

/** A field with answers to choose from: `select` and `radios`. */
export type ChoiceView = FieldView & { options: Option[] }

/** Checkboxes: any number of the values may be chosen. */
export type ChecksView = Omit<FieldView, 'value'> & { options: Option[]; values: string[] }

/** The evidence behind a fact: its standing, who answers for it, and the place in the notice where one states it. */
export type EvidenceView = Tag & { source?: string | null; href?: string | null; by?: string | null }

/** A line of a summary list's value. `muted`: said by Muniment, not by the register, for example “Not stated”. */
export type Line = {
  text: string
  href?: string | null
  tag?: Tag | null
  evidence?: EvidenceView | null
  muted?: boolean
}

/** `hidden` completes an action's text for those who hear it out of its row: “Change” … “record series”. */
export type SummaryRow = { key: string; lines: Line[]; actions?: (Link & { hidden?: string })[] }

/** A table cell. `detail`: a second, quieter line. `header`: the cell that names its row. `check`: a box to tick instead of the text. */
export type Cell = {
  text: string
  href?: string | null
  tag?: Tag | null
  detail?: string | null
  numeric?: boolean
  header?: boolean
  check?: { name: string; value: string; checked: boolean } | null
}

/** A column's heading; `sort.order` is what the table is in now, `sort.href` sorts by it, or the other way round. */
export type HeadCell = {
  text: string
  numeric?: boolean
  sort?: { href: string; order: 'ascending' | 'descending' | 'none' }
}

/** `empty`: the sentence shown instead of a table without rows. */
export type TableView = { caption: string; captionHidden?: boolean; head: HeadCell[]; rows: Cell[][]; empty: string }

/** Links to the neighbouring pages, null at either end; `words`: what is shown, for example “1 to 50 of 2,316”. */
export type PaginationView = { previous: string | null; next: string | null; words?: string | null }

/** A filter of a list: any field component by its name. */
export type FilterField =
  | ({ kind: 'input' | 'date-input' } & FieldView)
  | ({ kind: 'select' | 'radios' } & ChoiceView)
  | ({ kind: 'checkboxes' } & ChecksView)

/** The filters of a list. `applied`: those in force, each with the address without it; `hidden`: what else the address carries. */
export type FilterBarView = {
  action: string
  fields: FilterField[]
  applied: Link[]
  clear: string
  hidden?: HiddenField[]
  open?: boolean
}

/** A number on the home page. `colour` marks what needs somebody, `detail` says why. */
export type StatCard = {
  number: string
  label: string
  href?: string | null
  colour?: Colour | null
  detail?: string | null
}
