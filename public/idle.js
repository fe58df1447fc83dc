const WARNING_MS = 2 * 60 * 1000

/** Warns two minutes before the session ends, and prolongs it when asked to. Pages in other tabs that ask for something prolong it too. */
export function warnWhenIdle() {
  const dialog = document.getElementById('idle-warning')
  if (!(dialog instanceof HTMLDialogElement)) return
  const part = (name) => dialog.querySelector(`[data-idle="${name}"]`)
  const tabs = new BroadcastChannel('muniment-session')
  const idleMs = Number(dialog.dataset.idleSeconds) * 1000
  let endsAt = 0
  let timer

  const begin = () => {
    endsAt = Date.now() + idleMs
    show('soon')
    dialog.close()
    wait(idleMs - WARNING_MS, warn)
  }
  const warn = () => {
    if (Date.now() >= endsAt) return end()
    dialog.showModal()
    wait(endsAt - Date.now(), end)
  }
  const end = () => {
    show('ended')
    if (!dialog.open) dialog.showModal()
  }
  const wait = (ms, then) => {
    clearTimeout(timer)
    timer = setTimeout(then, ms)
  }
  const show = (name) => {
    for (const each of ['soon', 'ended']) part(each).hidden = each !== name
    dialog.setAttribute('aria-labelledby', name === 'soon' ? 'idle-title' : 'idle-ended-title')
  }
  const prolong = async () => {
    const answer = await fetch('/account/session', { redirect: 'manual' }).catch(() => null)
    if (!answer?.ok) return end()
    begin()
    tabs.postMessage('prolonged')
  }

  part('stay').addEventListener('click', prolong)
  part('close').addEventListener('click', () => dialog.close())
  dialog.addEventListener('cancel', () => !part('soon').hidden && prolong())
  tabs.addEventListener('message', begin)
  begin()
  tabs.postMessage('prolonged')
}
