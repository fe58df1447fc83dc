import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mailServerOf } from './mail-server.ts'

const read = (url: string) => {
  const server = mailServerOf(url)
  return server.ok ? server.value : server.problems[0]?.text
}

describe('the address of the mail server', () => {
  test('elsewhere must offer STARTTLS, unless it says that there is none', () => {
    const nobody = { user: '', password: '' }
    assert.deepEqual(read('smtp://mail.example.gov.uk'), {
      ...{ host: 'mail.example.gov.uk', port: 587, security: 'starttls', ...nobody },
    })
    assert.deepEqual(read('smtp://10.0.0.7:25'), { host: '10.0.0.7', port: 25, security: 'starttls', ...nobody })
    assert.deepEqual(read('smtp://10.0.0.7?tls=no'), { host: '10.0.0.7', port: 25, security: 'none', ...nobody })
  })

  test('on this machine needs no encryption', () => {
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '[::1]'])
      assert.deepEqual(read(`smtp://${host}:2525`), {
        ...{ host: host.replace(/[[\]]/g, ''), port: 2525, security: 'none', user: '', password: '' },
      })
  })

  test('carries a user and a password, with their special characters written in percent', () => {
    assert.deepEqual(read('smtps://m%40x:p%40ss%2Fword@mail.example.gov.uk'), {
      ...{ host: 'mail.example.gov.uk', port: 465, security: 'tls', user: 'm@x', password: 'p@ss/word' },
    })
  })

  test('is refused when a part of it is not understood: a misspelt one must not send in the clear', () => {
    for (const url of [
      ...['mail.example', 'https://mail.example', 'smtp://', 'smtp:///x', 'smtp://mail.example/inbox'],
      ...['smtp://mail.example?tls=on', 'smtp://mail.example?TLS=no', 'smtp://mail.example?tls=no&x=1'],
      ...[
        'smtp://mail.example#x',
        'smtps://mail.example?tls=no',
        'smtp://a%zz:b@mail.example',
        'smtp://mail.example:0x',
      ],
    ])
      assert.equal(typeof read(url), 'string', url)
  })
})
