import { connect } from 'node:net'

/** Sends bytes as they are, which no library would, and gives the status and the head of the first answer; null when there was none. */
export function raw(address: string, request: string): Promise<{ status: number; head: string } | null> {
  const { hostname, port } = new URL(address)
  return new Promise((done) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => socket.write(request))
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => {
      text += part
      if (text.includes('\r\n\r\n')) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]
      done(status === undefined ? null : { status: Number(status), head: text.split('\r\n\r\n')[0] ?? '' })
    })
  })
}
