// Compares our parser with npm's over the rows of tests/unit/sse_rows.h, by
// hand: npm install --no-package-lock --prefix tests/peers/eventsource-parser
// && node tests/peers/eventsource-parser/check.mjs BUILD/tests/sse_rows
import { execFileSync } from 'node:child_process'
import { createParser } from 'eventsource-parser'

// Rows where the other parser gives something else than the standard, and
// ours with it: what, and why.  One that no longer differs is a fault too.
const waits = 'a CR at the end of what is there waits for its LF'
const dropped = 'an id is told with an event, and forgotten without one'
const own = 'topic is a field of our own'
const DIFFERENT = {
  'CR ends a line': ['', waits],
  'CR CR ends an event at once': ['message|a|;', waits],
  'LF CR is two ends': ['message|a|;', waits],
  'an id without data counts': ['message|2|;', dropped],
  'an id alone is committed': ['', dropped],
  'a topic': ['message|1|;message|2|;', own],
  'all fields': ['e|d|1;@1;!5;', own],
}

// transcribe returns what the other parser makes of bytes, in the form of
// tests/unit/sse_rows.h.  It tells an event's own id; the last one is kept
// here, as its callers do.
function transcribe(bytes, step) {
  let out = ''
  let lastId = ''
  let delay = -1
  const decoder = new TextDecoder()
  const parser = createParser({
    onEvent({ event, data, id }) {
      lastId = id ?? lastId
      out += `${event ?? 'message'}|${data}|${lastId};`
    },
    onRetry(ms) {
      delay = ms
    },
  })

  for (let at = 0; at < bytes.length; at += step) {
    const piece = bytes.subarray(at, at + step)
    parser.feed(decoder.decode(piece, { stream: true }))
  }
  if (lastId !== '') out += `@${lastId};`
  if (delay >= 0) out += `!${delay};`
  return out.replaceAll('\0', '<NUL>')
}

// check compares one row; it returns what is wrong, or nothing.
function check({ name, stream, events }) {
  const bytes = Buffer.from(stream, 'hex')
  const whole = transcribe(bytes, bytes.length || 1)
  const single = transcribe(bytes, 1)
  const [expected] = DIFFERENT[name] ?? [events]

  if (name in DIFFERENT && expected === events)
    return `${name}: is listed as different, and is not`
  for (const got of new Set([whole, single]))
    if (got !== expected)
      return `${name}: ours ${JSON.stringify(events)}, ` +
        `theirs ${JSON.stringify(got)}`
}

const rows = JSON.parse(execFileSync(process.argv[2], { encoding: 'utf8' }))
const names = new Set(rows.map((row) => row.name))
const faults = [
  ...rows.map(check).filter(Boolean),
  ...Object.keys(DIFFERENT)
    .filter((name) => !names.has(name))
    .map((name) => `${name}: is listed as different, and is no row`),
]

for (const [name, [theirs, why]] of Object.entries(DIFFERENT))
  console.log(`different: ${name}: ${JSON.stringify(theirs)}: ${why}`)
for (const fault of faults) console.log(`not ok: ${fault}`)
console.log(`${rows.length} rows, ${faults.length} faults`)
process.exit(faults.length > 0 ? 1 : 0)
