/** A whole number in the description. */
export const count = (description: string) => ({ type: 'integer', minimum: 0, description })
/** A moment, or null. */
export const instant = (description: string) => ({ type: ['string', 'null'], format: 'date-time', description })
/** A text. */
export const text = (description: string) => ({ type: 'string', description })
const flag = (description: string) => ({ type: 'boolean', description })

/** A feed in the description of the API; `error` is there only when something went wrong. */
export const feedSchema = {
  type: 'object',
  properties: {
    feed: { type: 'integer', description: 'The number of the feed' },
    source: text('The code of the source system'),
    mode: { enum: ['delta', 'full'], description: 'Whether the file lists changes or everything' },
    dry_run: flag('Nothing is changed'),
    state: {
      enum: ['waiting', 'running', 'done', 'refused', 'failed', 'cancelled'],
      description: 'done: loaded, apart from the rejected rows; refused: nothing of it was loaded; error says why',
    },
    rows: count('Rows read, without the header and blank lines'),
    accepted: count('created + updated + unchanged'),
    created: count('New records'),
    updated: count('Records that changed'),
    unchanged: count('Rows that changed nothing'),
    rejected: count('Rows at fault: rejections.csv says why'),
    missing_at_source: count('Of a full feed: records held here that it did not list'),
    notes: { type: 'array', items: { type: 'string' }, description: 'How the file was read' },
    error: text('Why the feed was refused or broke off'),
    file_name: text('What people know the file by'),
    correction: flag('Dates of last activity may move back, too'),
    sent_by: text('The token or person that sent it'),
    sent_at: instant('When it came'),
    started_at: instant('When loading began'),
    finished_at: instant('When it was over'),
    bytes_total: count('The size of the file'),
    bytes_done: count('How much of it has been read'),
  },
} as const

/** A refusal in the description of the API (RFC 9457). */
export const problemSchema = {
  type: 'object',
  properties: {
    type: text('Always about:blank'),
    title: text('The status in words'),
    status: { type: 'integer' },
    detail: text('What is wrong, and what to do'),
    request_id: text('By which the administrator finds the request in the log'),
    problems: {
      type: 'array',
      description: 'The fields at fault',
      items: { type: 'object', properties: { field: text('Its name'), text: text('What is wrong with it') } },
    },
  },
} as const
