import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newLog } from './log.ts'

/** A log and the lines that it wrote. */
function listening() {
  const lines: string[] = []
  const log = newLog('info', { write: (line: string) => void lines.push(line) })
  return { log, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>, text: () => lines.join('') }
}

test('secrets are left out, wherever somebody hands them', () => {
  const { log, text } = listening()
  const secrets = {
    password: 'hunter2!',
    cookie: 'muniment=hunter2!',
    authorization: 'Bearer hunter2!',
    token: 'hunter2!',
  }
  log.info(secrets, 'at the top')
  log.info({ user: { ...secrets, email: 'hunter2!@example.org' } }, 'one down')
  log.info({ req: { headers: { ...secrets, 'set-cookie': 'hunter2!' } } }, 'in the headers')
  assert.doesNotMatch(text(), /hunter2/)
  assert.equal(text().split('(left out)').length - 1, 4 + 5 + 5)
})

test('an error tells what happened, where and why, and none of what it carries', () => {
  const { log, last } = listening()
  const cause = new Error('the disk is full')
  const carried = {
    code: 'EENVELOPE',
    status: 550,
    rejected: ['ada@example.org'],
    response: '550 <ada@example.org> unknown',
  }
  log.error({ err: Object.assign(new Error('not sent', { cause }), carried) }, 'job failed')
  const { stack, cause: why, ...told } = last().err as Record<string, unknown>
  assert.deepEqual(told, { type: 'Error', message: 'not sent', code: 'EENVELOPE', status: 550 })
  assert.match(String(stack), /log\.test\.ts/)
  assert.equal((why as { message: string }).message, 'the disk is full')
  log.error({ err: 'a text' }, 'thrown')
  assert.deepEqual(last().err, { message: 'a text' })
})
