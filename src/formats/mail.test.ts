import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mailHtml, mailText, oneLine, withoutLinkSecrets } from './mail.ts'

const blocks = [
  { heading: 'Waiting' },
  { text: 'Two & more <b>' },
  { list: [{ text: 'One', href: 'https://m.example/1?a=1&b="2"' }, { text: 'Two' }] },
  { link: 'See all', href: 'https://m.example/' },
]

test('a message reads the same as text and as HTML', () => {
  assert.equal(
    mailText(blocks),
    'Waiting\n-------\n\nTwo & more <b>\n\n- One\n  https://m.example/1?a=1&b="2"\n- Two\n\nSee all:\nhttps://m.example/\n',
  )
  assert.equal(
    /<body>\n([\s\S]*)\n<\/body>/.exec(mailHtml(blocks))?.[1],
    [
      '<h2>Waiting</h2>',
      '<p>Two &amp; more &lt;b&gt;</p>',
      '<ul><li><a href="https://m.example/1?a=1&amp;b=&quot;2&quot;">One</a></li><li>Two</li></ul>',
      '<p><a href="https://m.example/">See all</a></p>',
    ].join('\n'),
  )
})

test('no text makes a line of its own, and none turns what stands around it the other way', () => {
  const evil = 'a\r\nBcc: x\u0000\u2028b\u202ec\u2066'
  assert.equal(oneLine(evil), 'a Bcc: x bc')
  assert.equal(mailText([{ text: evil }]), 'a Bcc: x bc\n')
  assert.match(mailHtml([{ list: [{ text: evil }] }]), /<li>a Bcc: x bc<\/li>/)
})

test('what is said of a message keeps its words and loses the secrets of its links, however they are quoted', () => {
  const [token, key] = ['f3'.repeat(21), `7.${'aB_-'.repeat(10)}`]
  const text = mailText([
    { link: 'Set a new password', href: `https://m.example/new-password?token=${token}` },
    { link: 'See all', href: 'https://m.example/records?state=due' },
  ])
  const message = { text, unsubscribe: `https://m.example/mail-preferences?key=${key}` }
  assert.equal(
    withoutLinkSecrets(`550 state=due [https://m.example/new-password?token=${token}] ${token} key%3D${key}`, message),
    '550 state=due [https://m.example/new-password?token=…] … key%3D…',
  )
  const broken = `550-${token.slice(0, 20)} 550 ${token.slice(20)}; cut short ${key.slice(0, -1)}; ${token.slice(0, 7)}`
  assert.equal(withoutLinkSecrets(broken, message), '550-… 550 …; cut short …; f3f3f3f')
  assert.equal(withoutLinkSecrets('451 Try later', { text: 'None', unsubscribe: '' }), '451 Try later')
})
