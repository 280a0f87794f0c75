// Compares npm's parser with ours over tests/conformance/rows.tsv, by hand:
// npm install --no-package-lock --prefix tests/peers/eventsource-parser
// && node tests/peers/eventsource-parser/check.mjs
import { createParser } from 'eventsource-parser'
import { rows } from '../../conformance/rows.mjs'

// Rows where the other parser gives something else than the standard, and
// ours with it: what, and why.  One that no longer differs is a fault too.
const waits = 'a CR at the end of what is there waits for its LF'
const dropped = 'an id is told with an event, and forgotten without one'
const own = 'topic is a field of our own'
const DIFFERENT = {
  'CR ends a line': ['', waits],
  'CR CR ends an event at once': ['message|a|;', waits],
  'LF CR is two ends': ['message|a|;', waits],
  'many CR end one event': ['message|a|;', waits],
  'a stream may start with CR': ['', waits],
  'LF CR at the end is enough': ['', waits],
  'CR LF CR at the end is enough': ['', waits],
  'CR CR at the end is enough': ['', waits],
  'a BOM and CR': ['', waits],
  'no colon, CR': ['', waits],
  'comments with CR': ['', waits],
  'an id in CR': ['', waits],
  'a delay in CR': ['', waits],
  'a character that CR cuts': ['', waits],
  'an id without data counts': ['message|2|;', dropped],
  'an id alone is committed': ['', dropped],
  'an id that is reset without data': ['message|1|7;@7;', dropped],
  'an id and a type without data': ['message|1|;', dropped],
  'an id between comments': ['message|1|;', dropped],
  'a topic': ['message|1|;message|2|;', own],
  'the last topic counts': ['message|1|;', own],
  'all fields': ['e|d|1;@1;!5;', own],
}

// transcribe returns what the other parser makes of bytes, in the form of
// tests/conformance/rows.tsv.  It tells an event's own id; the last one is kept
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
function check({ name, stream: bytes, events }) {
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
