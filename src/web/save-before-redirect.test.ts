import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import express from 'express'
import session, { MemoryStore } from 'express-session'
import { saveBeforeRedirect } from './save-before-redirect.ts'

/** A store in which a write takes as long as one that waits for a lock. */
class SlowStore extends MemoryStore {
  writes = 0
  override set(...[id, data, done]: Parameters<MemoryStore['set']>): void {
    this.writes += 1
    void pause(100).then(() => super.set(id, data, done))
  }
}

async function site() {
  const store = new SlowStore()
  const app = express()
  app.use(session({ secret: 'for tests', store, resave: false, saveUninitialized: false }))
  app.use(saveBeforeRedirect)
  app.get('/asked', (req, res) => {
    req.session.returnTo = '/wanted'
    res.redirect(303, '/next')
  })
  app.get('/plain', (_req, res) => res.redirect(303, '/next'))
  app.get('/out', (req, res) => {
    req.session.destroy(() => res.redirect('/next'))
  })
  app.get('/next', (req, res) => {
    res.send(req.session.returnTo ?? 'nothing')
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const get = (path: string, cookie = '') => fetch(url + path, { redirect: 'manual', headers: { cookie } })
  return { store, get, close: () => server.close().closeAllConnections() }
}

test('whoever follows a redirect finds the session as it was left', async () => {
  const { get, close } = await site()
  const answer = await get('/asked')
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/next'])
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  assert.equal(await (await get('/next', cookie)).text(), '/wanted')
  close()
})

test('no session is begun for the sake of a redirect, and one that was ended is not kept', async () => {
  const { store, get, close } = await site()
  for (const path of ['/plain', '/out']) assert.equal((await get(path)).headers.get('location'), '/next')
  assert.equal(store.writes, 0)
  close()
})
