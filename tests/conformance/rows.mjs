// The rows of rows.tsv, which tells what they are: name, stream (bytes), events
// (text).
import { readFileSync } from 'node:fs';

const NAMED = { n: '\n', r: '\r', t: '\t', 0: '\0', '\\': '\\' };

// Returns the bytes that a column stands for.
function bytes(text) {
	if (text === '-')
		return Buffer.alloc(0);
	const whole = text.replace(/\\\*(\d+)\(([^)]*)\)/g,
		(all, n, inner) => inner.repeat(Number(n)));
	return Buffer.from(whole.replace(/\\(?:x([0-9a-f]{2})|(.))/g,
		(all, hex, name) => {
			if (!hex && NAMED[name] === undefined)
				throw new Error(`no such escape: ${all}`);
			return hex ? String.fromCharCode(parseInt(hex, 16)) :
				NAMED[name];
		}), 'latin1');
}

export const rows = readFileSync(new URL('rows.tsv', import.meta.url), 'utf8')
	.split('\n')
	.filter((line) => line !== '' && !line.startsWith('#'))
	.map((line) => {
		const [name, stream, events] = line.split('\t');

		return { name, stream: bytes(stream),
			events: bytes(events).toString() };
	});

// Takes a transcript apart: its events, the last id, and the delay or -1.
export function parts({ events }) {
	const [, told, id, ms] =
		/^(.*?)(?:@([^;]*);)?(?:!(\d+);)?$/s.exec(events);

	return { told, id: id ?? '', ms: Number(ms ?? -1) };
}

// Returns one event as it stands in a transcript.
export function transcribe(type, data, id, topic) {
	return `${type}|${data}|${id}${topic ? `|${topic}` : ''};`
		.replaceAll('\0', '<NUL>');
}
