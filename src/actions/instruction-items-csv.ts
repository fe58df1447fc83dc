import type { Instruction } from '../../db/queries/disposal-instructions.ts'
import { itemsToFetch, type ListedItem } from '../../db/queries/instruction-item-list.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 5000

/**
 * What a source system is to dispose of by an instruction, with empty columns for its answers: filled in, the same file is sent back.
 *
 * What is held, was called back or has its answer is not in it, which is asked as it is made.
 */
export const instructionItemsExport = ({
  id,
  sourceCode,
  ruleCode,
  action,
}: Instruction): CsvExport<ListedItem, object> => ({
  name: `disposal-instructions/${id}/items`,
  fileName: `disposal-instruction-${id}-${sourceCode.toLowerCase().replace(/[^a-z0-9]/g, '')}`,
  columns: [
    { name: 'reference', value: (item) => item.reference },
    { name: 'source_system', value: () => sourceCode },
    { name: 'rule', value: () => ruleCode },
    { name: 'due_on', value: (item) => item.dueOn },
    { name: 'title', value: (item) => item.title },
    { name: 'location', value: (item) => item.location },
    { name: 'quantity', value: (item) => item.quantity },
    { name: 'disposal_action', value: () => action },
    { name: 'outcome', value: () => null },
    { name: 'done_on', value: () => null },
    { name: 'method', value: () => null },
    { name: 'reason', value: () => null },
  ],
  async *rows(db, _filters, { today }) {
    let after: number | undefined = 0
    while (after !== undefined) {
      const items: ListedItem[] = await itemsToFetch(db, id, { today, after, limit: AT_ONCE })
      yield items
      after = items.length === AT_ONCE ? items.at(-1)?.id : undefined
    }
  },
})
