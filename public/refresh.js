const EVERY_MS = 3000
const SAY_EVERY_MS = 30_000
/** Nobody has touched the page for so long: it no longer asks by itself, so that a session that was left ends in time. */
const LEFT_AFTER_MS = 5 * 60 * 1000

/**
 * Brings the part of a page that tells how far long work is up to date, while somebody looks at it. What was focused stays so; the words
 * are read out every half minute. When the work is over the page is loaded anew, or says so where that would take away the focus.
 */
export function refreshProgress() {
  const region = document.querySelector('[data-refresh]')
  if (!region) return
  const status = document.querySelector('[data-refresh-status]')
  let touchedAt = Date.now()
  let saidAt = Date.now()
  for (const sign of ['pointermove', 'pointerdown', 'keydown', 'scroll'])
    addEventListener(sign, () => (touchedAt = Date.now()), { passive: true })

  const look = async () => {
    if (document.hidden || Date.now() - touchedAt > LEFT_AFTER_MS) return wait()
    const page = await pageNow()
    if (page === 'elsewhere') return
    if (page === null) return wait()
    const now = page.querySelector('[data-refresh]')
    if (!now) return over()
    region.replaceChildren(...document.importNode(now, true).childNodes)
    if (Date.now() - saidAt > SAY_EVERY_MS) say(region.textContent.replace(/\s+/g, ' ').trim())
    wait()
  }
  const wait = () => setTimeout(look, EVERY_MS)
  const say = (words) => {
    saidAt = Date.now()
    status.textContent = words
  }
  const over = () => {
    const isFocused = document.activeElement && document.activeElement !== document.body
    if (!isFocused) return location.reload()
    const words = document.createElement('p')
    words.className = 'govuk-body'
    words.textContent = 'It has come to its end: refresh the page to see what came of it.'
    region.replaceChildren(words)
    say(words.textContent)
  }
  wait()
}

/** This page as it is now; null when there is no answer, `elsewhere` when the session has ended meanwhile. */
function pageNow() {
  return new Promise((done) => {
    const asked = new XMLHttpRequest()
    asked.responseType = 'document'
    asked.onload = () => {
      if (asked.status >= 500 || !asked.response) return done(null)
      done(asked.status === 200 && asked.responseURL === location.href.split('#')[0] ? asked.response : 'elsewhere')
    }
    asked.onerror = () => done(null)
    asked.open('GET', location.href)
    asked.send()
  })
}
