import { feedColumns, requiredColumns } from '../../domain/feed-row.ts'
import { listInWords } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import { fieldError } from '../form.ts'
import { LIST } from './view.ts'

/** The form that sends a feed, with what was answered and what is wrong with it. */
export function feedFormPage(
  systems: { code: string; name: string }[],
  answers: Record<string, unknown>,
  problems: Problem[],
) {
  const answer = (name: string) => (typeof answers[name] === 'string' ? answers[name] : '')
  const error = (name: string) => fieldError(problems, name)
  return {
    title: 'Send a record feed',
    back: { text: 'Record feeds', href: LIST },
    problems,
    action: LIST,
    source: {
      name: 'source',
      label: 'Source system',
      value: answer('source'),
      error: error('source'),
      options: [
        { value: '', text: 'Choose a source system' },
        ...systems.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
      ],
    },
    mode: {
      name: 'mode',
      label: 'What the file lists',
      value: answer('mode') || 'delta',
      error: error('mode'),
      options: [
        {
          value: 'delta',
          text: 'Changes',
          hint: 'New records and records that have changed. What is not in the file stays as it is.',
        },
        {
          value: 'full',
          text: 'Everything the system holds',
          hint: 'What is not in the file is marked as missing at its source, and leaves its disposal review.',
        },
      ],
    },
    more: {
      name: 'correction',
      label: 'Last activity',
      values: answer('correction') === 'yes' ? ['yes'] : [],
      error: error('correction'),
      options: [
        {
          value: 'yes',
          text: 'This is a correction',
          hint: 'Dates of last activity only move forward. Tick this when the file puts right dates that were too late.',
        },
      ],
    },
    dryRun: {
      name: 'dry_run',
      label: 'Try it first',
      values: answer('dry_run') === 'yes' ? ['yes'] : [],
      error: error('dry_run'),
      options: [{ value: 'yes', text: 'Dry run', hint: 'Counts what the file would do, and changes nothing.' }],
    },
    file: {
      name: 'file',
      label: 'File',
      hint: 'CSV with a header row, up to 2 GB. It is removed from here as soon as it is loaded.',
      error: error('file'),
      accept: '.csv,.txt,text/csv,text/plain',
    },
    columns: `The header names the columns, in any order. Every feed has ${listInWords([...requiredColumns])}, and nearly all have trigger_date: blank while the record is still open. A feed may also have ${listInWords(feedColumns.slice(feedColumns.indexOf('title')))}. Dates are written 2019-06-14 or 14/06/2019. A reference is opaque: never a person’s name.`,
  }
}
