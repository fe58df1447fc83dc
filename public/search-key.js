const SETTING = 'muniment.search-key'

/**
 * Brings people to the search box with `/`, unless they are typing somewhere or have turned that off on the page of searches: a key by
 * itself may be pressed by speech, or by mistake (WCAG 2.1.4).
 */
export function searchByKey() {
  offerToTurnOff(document.getElementById('search-key'))
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isOff()) return
    if (document.activeElement?.closest('input, select, textarea, [contenteditable]')) return
    const box = document.querySelector('#header-search, #search-q')
    if (!box) return
    event.preventDefault()
    box.focus()
    box.select()
  })
}

function offerToTurnOff(button) {
  if (!button) return
  button.parentElement.hidden = false
  button.setAttribute('aria-pressed', String(isOff()))
  button.addEventListener('click', () => {
    localStorage.setItem(SETTING, isOff() ? 'on' : 'off')
    button.setAttribute('aria-pressed', String(isOff()))
  })
}

/** A browser that keeps nothing leaves the key on. */
function isOff() {
  try {
    return localStorage.getItem(SETTING) === 'off'
  } catch {
    return false
  }
}
