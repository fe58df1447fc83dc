import { initAll } from './govuk-frontend.min.js'
import { warnWhenIdle } from './idle.js'
import { refreshProgress } from './refresh.js'
import { searchByKey } from './search-key.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
warnWhenIdle()
refreshProgress()
searchByKey()
