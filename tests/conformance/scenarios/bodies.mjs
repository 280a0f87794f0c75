// Streams that are right, in all the ways that HTTP has for one.
import { CHUNKED, EVENT, LAST, TYPE, chunk, stream } from
	'./heads.mjs';
import { STAY } from '../server.mjs';

const drip = (text, ms) => [...text].flatMap((c) => [c, ms]);

export const scenarios = [
	{ name: 'until the connection ends', serve: [[stream(), EVENT]],
		out: 'a' },
	{ name: 'of a given length, and the connection stays',
		serve: [[stream('Content-Length: 9'), EVENT, STAY]], out: 'a' },
	{ name: 'of no length', serve: [[stream('Content-Length: 0'), STAY]] },
	{ name: 'what follows a given length is none of it',
		serve: [[stream('Content-Length: 9') + EVENT + EVENT]],
		out: 'a' },
	{ name: 'in chunks', serve: [[stream(CHUNKED), chunk(EVENT), LAST,
		STAY]], out: 'a' },
	{ name: 'in chunks of a byte', serve: [[stream(CHUNKED) +
		[...EVENT].map(chunk).join('') + LAST, STAY]], out: 'a' },
	{ name: 'chunks with extensions', serve: [[stream(CHUNKED),
		`9;a=b;c="d"\r\n${EVENT}\r\n`, '0;x\r\n\r\n', STAY]], out: 'a' },
	{ name: 'chunks with a trailer', serve: [[stream(CHUNKED),
		chunk(EVENT), '0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n', STAY]],
	out: 'a' },
	{ name: 'a trailer changes nothing of the head', serve: [[
		stream(CHUNKED), chunk(EVENT), '0\r\nContent-Type: text/html' +
		'\r\nLocation: /b\r\nContent-Encoding: gzip\r\n\r\n', STAY]],
	out: 'a', over: 1 },
	{ name: 'sizes of chunks in capitals, with zeros before', serve: [[
		stream(CHUNKED), '0000A\r\ndata: ab\n\n' +
		'\r\n', LAST, STAY]], out: 'ab' },
	{ name: 'a chunked body whose name has capitals', serve: [[
		stream('TRANSFER-ENCODING: Chunked'), chunk(EVENT), LAST,
		STAY]], out: 'a' },
	{ name: 'chunks that packets cut anywhere', serve: [[
		stream(CHUNKED), ...drip(chunk(EVENT) + LAST, 1), STAY]],
	out: 'a' },
	{ name: 'chunks win over a length', serve: [[
		stream('Content-Length: 3', CHUNKED), chunk(EVENT), LAST]],
	out: 'a' },
	{ name: 'a slow drip', serve: [[stream(), ...drip(EVENT, 10)]],
		out: 'a' },
	{ name: 'a slow drip of the head', serve: [[
		...drip(stream() + EVENT, 3)]], out: 'a' },
	{ name: 'a pause in CRLF', serve: [[stream(), 'data: a\r', 30, '\n\r',
		30, '\n', 30, 'data: b\r', 30, '\r']], out: 'a,b' },
	{ name: 'an event is printed before its LF has come', args: ['-n1'],
		serve: [[stream(), 'data: a\r\r', STAY]], out: 'a' },
	{ name: 'head and event in one packet', serve: [[stream() + EVENT]],
		out: 'a' },
	{ name: 'HTTP/1.0', serve: [[`HTTP/1.0 200 OK\r\n${TYPE}\r\n`, EVENT]],
		out: 'a' },
	{ name: 'HTTP/1.0 that keeps the connection', serve: [[
		`HTTP/1.0 200 OK\r\n${TYPE}Connection: keep-alive\r\n` +
		'Content-Length: 9\r\n\r\n', EVENT, STAY]], out: 'a' },
	{ name: 'a status without words', serve: [[
		`HTTP/1.1 200\r\n${TYPE}\r\n`, EVENT]], out: 'a' },
	{ name: 'a status with a blank and no words', serve: [[
		`HTTP/1.1 200 \r\n${TYPE}\r\n`, EVENT]], out: 'a' },
	{ name: 'a status with many words', serve: [[
		`HTTP/1.1 200 All \xe9 is well\r\n${TYPE}\r\n`, EVENT]],
	out: 'a' },
	{ name: 'a head of LF alone', serve: [[
		stream().replaceAll('\r', ''), EVENT]], out: 'a' },
	{ name: 'a field that is folded', serve: [[stream('X-A: b,\r\n c'),
		EVENT]], out: 'a' },
	{ name: 'a type that is folded is none', serve: [[
		'HTTP/1.1 200 OK\r\nContent-Type:\r\n text/event-stream\r\n' +
		'\r\n', EVENT]], status: 8, err: /not an event stream/ },
	{ name: 'a field without a value', serve: [[stream('X-A:'), EVENT]],
		out: 'a' },
	{ name: 'a head of a thousand fields', serve: [[
		stream(...Array.from({ length: 1000 }, (x, n) => `X-${n}: ${n}`)),
		EVENT]], out: 'a' },
	{ name: 'a field of 60 kB', serve: [[
		stream(`X-A: ${'x'.repeat(60000)}`), EVENT]], out: 'a' },
	{ name: 'a type in capitals', serve: [['HTTP/1.1 200 OK\r\n' +
		'CONTENT-TYPE:TEXT/EVENT-STREAM\r\n\r\n', EVENT]], out: 'a' },
	{ name: 'a type with a charset', serve: [['HTTP/1.1 200 OK\r\n' +
		'Content-Type: text/event-stream;charset=UTF-8\r\n\r\n', EVENT]],
	out: 'a' },
	{ name: 'a stream is UTF-8, whatever its charset says', serve: [[
		'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream ; ' +
		'charset="iso-8859-1"\r\n\r\n', 'data: \xc3\xa9\n\n']],
	out: '\u00e9' },
	{ name: 'an encoding of identity is none', serve: [[
		stream('Content-Encoding: identity'), EVENT]], out: 'a' },
	{ name: 'an event of a megabyte', serve: [[stream(),
		...Array(64).fill(`data: ${'x'.repeat(16377)}\n`), '\n']],
	out: (text) => text.length === 64 * 16378 - 1 },
	{ name: 'a line of a megabyte', serve: [[stream(), 'data: ',
		...Array(64).fill('x'.repeat(16384)), '\n\n']],
	out: (text) => text.length === 1 << 20 },
	{ name: 'a burst of ten thousand events', serve: [[stream() +
		EVENT.repeat(10000)]],
	out: (text) => text.length === 20000 - 1 },
	{ name: 'heartbeats alone', args: ['--retry=0', '-m2s'],
		serve: [[stream(), ...Array(500).fill([':\n\n', 20]).flat()]],
		status: 28, err: /the time is over/ },
	{ name: 'an answer of 100 before it', serve: [[
		'HTTP/1.1 100 Continue\r\n\r\n', stream(), EVENT]], out: 'a' },
	{ name: 'hints before it', serve: [['HTTP/1.1 103 Early Hints\r\n' +
		'Link: </a>\r\nContent-Type: text/html\r\n\r\n', 20, stream(),
	EVENT]], out: 'a' },
	{ name: 'many interim answers', serve: [[
		'HTTP/1.1 102 Wait\r\n\r\n'.repeat(20), stream(), EVENT]],
	out: 'a' },
	{ name: 'other fine statuses', serve: [[stream().replace('200', '201'),
		EVENT]], out: 'a' },
	{ name: 'a request needs no leave to send its body',
		args: ['--retry=0', '-d', 'x'.repeat(5000)],
		serve: [[stream(), EVENT]], out: 'a',
		asks: [(text) => !/^expect:/im.test(text) &&
			text.endsWith('x'.repeat(5000))] },
];
