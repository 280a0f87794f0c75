// A client that reads a whole stream at once, word for word as WHATWG HTML 9.2.6
// has it: slow, and plain to see.  And streams for it, drawn by chance.
import { transcribe } from './rows.mjs';

// Returns the transcript of a stream.
export function interpret(bytes) {
	const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/);
	let out = '', lastId = '', ms = -1, data = '', type = '', topic = '';
	let id = null;

	const dispatch = () => {
		lastId = id ?? lastId;
		if (data !== '')
			out += transcribe(type || 'message', data.slice(0, -1),
				lastId, topic);
		data = type = topic = '';
		id = null;
	};
	const fields = {
		data: (value) => { data += value + '\n'; },
		event: (value) => { type = value; },
		topic: (value) => { topic = value; },
		id: (value) => { id = value.includes('\0') ? id : value; },
		retry: (value) => {
			if (/^[0-9]+$/.test(value))
				ms = Number(value);
		},
	};

	// What has no line end is no line.
	for (const line of lines.slice(0, -1)) {
		const [, name, value] = /^([^:]*)(?:: ?([^]*))?$/.exec(line);

		if (line === '')
			dispatch();
		else if (Object.hasOwn(fields, name))
			fields[name](value ?? '');
	}
	return out + (lastId === '' ? '' :
		`@${lastId};`.replaceAll('\0', '<NUL>')) +
		(ms < 0 ? '' : `!${ms};`);
}

const WORDS = ['data', 'data: ', 'data:', 'event: ', 'id: ', 'id', 'retry: ',
	'topic: ', ':', ' ', '\n', '\n', '\n', '\n\n', '\r', '\r', '\r\n',
	'\r\n', '\n\r', 'a', 'bc', '7', '0', '\t', '\0', '\xef\xbb\xbf',
	'\xef', '\xbb', '\xbf', '\xc3\xa9', '\xc3', '\xa9', '\xf0\x9f\x98\x80',
	'\xf0\x9f', '\xed\xa0', '\xff', 'data: x\n\n', 'id: 1\n', 'event: e\r'];
const WORDS_MAX = 40;

// Returns numbers from 0 to below n, always the same for a seed.
function dice(seed) {
	let state = seed >>> 0;

	return (n) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor(state / 2 ** 32 * n);
	};
}

// Returns so many rows, which are what the standard says.
export function draw(seed, count) {
	const roll = dice(seed);

	return Array.from({ length: count }, (x, n) => {
		const words = Array.from({ length: roll(WORDS_MAX) },
			() => WORDS[roll(WORDS.length)]);
		const stream = Buffer.from(words.join(''), 'latin1');

		return { name: `${seed}/${n} ${JSON.stringify(words.join(''))}`,
			stream, events: interpret(stream) };
	});
}
