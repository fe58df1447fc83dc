import autocannon from 'autocannon'
import { bareServer } from './bare-server.ts'
import type { Data } from './data.ts'
import type { Operation, Run } from './operation.ts'
import type { Reader } from './pages.ts'
import { registerOf } from './search-operations.ts'
import { bothOf, endBoth, siteOf } from './site.ts'
import { timesFor } from './statistics.ts'

const PAGE = '/processing-activities'
const CONNECTIONS = 10
const REQUESTS = 400

/** The page of the register with 50 activities of those of a council or of 10,000, as many times a second as it can be answered to somebody who is signed in. */
export const registerOperations: Record<string, Operation> = {
  'register-page': pageOf((data) => data.swept()),
  'register-page-10000': pageOf(registerOf),
}

function pageOf(register: (data: Data) => Promise<string>): Operation {
  return {
    limitIs: 'bare Express and EJS printing the same HTML',
    target: { of: 'rate', ratio: 0.5 },
    ready: async (data) => {
      const [site, bare] = await bothOf(siteOf(await register(data)), async ({ address, headers }) => {
        const page = await fetch(address + PAGE, { headers })
        return bareServer(data.folder, await page.text())
      })
      const requests = timesFor(data.rows, REQUESTS)
      await answered(site, PAGE, requests)
      await answered(bare, '/', requests)
      return {
        items: 1,
        ours: () => answered(site, PAGE, requests),
        limit: () => answered(bare, '/', requests * 4),
        close: () => endBoth([site, bare]),
      }
    },
  }
}

/** The milliseconds that a page takes when so many are asked for over a few connections, each as soon as the last was answered. */
async function answered({ address, headers }: Reader, path: string, amount: number): Promise<Run> {
  const url = address + path
  const began = performance.now()
  // It says that all is done at a tick of its own clock, of which there is one a second.
  let last = began
  const { non2xx, errors } = await new Promise<autocannon.Result>((done, fail) => {
    const options = { url, connections: CONNECTIONS, amount, headers }
    const asking = autocannon(options, (error: Error | null, result) => (error ? fail(error) : done(result)))
    asking.on('response', () => {
      last = performance.now()
    })
  })
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} of ${amount} requests for ${url} failed`)
  return { ms: (last - began) / amount }
}
