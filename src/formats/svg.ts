/** The ink and paper of all pictures: dark on white, so that they can be printed and copied. */
export const INK = '#0b0c0c'
export const QUIET_INK = '#484949'
export const PAPER = '#ffffff'
export const GREY = '#f3f2f1'
export const BLUE = '#d2e2f1'

/** A text as XML: escaped, and without the characters that XML does not know. */
export const xml = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** A number as a drawing has it: to a tenth of a pixel. */
export const px = (value: number): string => String(Math.round(value * 10) / 10)

/** An element of a drawing, without the attributes that are undefined; `content` is XML already. */
export function element(name: string, attributes: Record<string, string | number | undefined>, content = ''): string {
  const given = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${typeof value === 'number' ? px(value) : xml(value)}"`,
  )
  return content === '' ? `<${name}${given.join('')}/>` : `<${name}${given.join('')}>${content}</${name}>`
}

/** A whole picture in its natural size, named and described for those who do not see it. `id`: unlike any other of the page. */
export function wholeSvg(
  {
    id,
    title,
    description,
    width,
    height,
  }: {
    id: string
    title: string
    description: string
    width: number
    height: number
  },
  content: string,
): string {
  const named = `<title id="${xml(id)}-title">${xml(title)}</title><desc id="${xml(id)}-description">${xml(description)}</desc>`
  const size = { width, height, viewBox: `0 0 ${px(width)} ${px(height)}` }
  const about = { role: 'img', 'aria-labelledby': `${id}-title ${id}-description`, class: 'app-picture__drawing' }
  const paper = element('rect', { width, height, fill: PAPER })
  const all = { xmlns: 'http://www.w3.org/2000/svg', ...size, ...about, 'font-family': 'Arial, sans-serif' }
  return element('svg', all, named + paper + content)
}
