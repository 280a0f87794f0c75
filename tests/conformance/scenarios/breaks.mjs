// What breaks: once, with --retry=0; then it is an exit status.
import { CHUNKED, EVENT, TYPE, chunk, stream } from './heads.mjs';
import { LEFT, RESET, STAY } from '../server.mjs';

const SOON = ['--retry=0', '-m2s'];
const over = /: the time is over\n$/;

export const scenarios = [
	{ name: 'the end inside of an event', serve: [[stream(), EVENT,
		'data: half']], out: 'a' },
	{ name: 'the end inside of a character', serve: [[stream(), EVENT,
		'data: \xe2\x82']], out: 'a' },
	{ name: 'the end before the blank line', serve: [[stream(), EVENT,
		'data: b\n']], out: 'a' },
	{ name: 'an early end of a given length', serve: [[
		stream('Content-Length: 99'), EVENT]], out: 'a', status: 56,
	err: /./ },
	{ name: 'an early end between chunks', serve: [[stream(CHUNKED),
		chunk(EVENT)]], out: 'a', status: 56, err: /./ },
	{ name: 'an early end in a chunk', serve: [[stream(CHUNKED),
		chunk(EVENT), '99\r\ndata: b']], out: 'a', status: 56,
	err: /./ },
	{ name: 'an early end in the size of a chunk', serve: [[
		stream(CHUNKED), chunk(EVENT), '9']], out: 'a', status: 56,
	err: /./ },
	{ name: 'an early end in a trailer', serve: [[stream(CHUNKED),
		chunk(EVENT), '0\r\nX-A: b']], out: 'a', status: 56, err: /./ },
	{ name: 'a chunk without a size', serve: [[stream(CHUNKED),
		chunk(EVENT), `\r\n${EVENT}\r\n`, STAY]], out: 'a', status: 56,
	err: /./ },
	{ name: 'a chunk whose size is a word', serve: [[stream(CHUNKED),
		chunk(EVENT), `nine\r\n${EVENT}\r\n`, STAY]], out: 'a',
	status: 56, err: /./ },
	{ name: 'a chunk whose size is negative', serve: [[stream(CHUNKED),
		chunk(EVENT), `-9\r\n${EVENT}\r\n`, STAY]], out: 'a',
	status: 56, err: /./ },
	{ name: 'a chunk whose size is beyond all bounds', serve: [[
		stream(CHUNKED), chunk(EVENT), `${'f'.repeat(40)}\r\n`, STAY]],
	out: 'a', status: 56, err: /./ },
	{ name: 'a chunk that is longer than it says', serve: [[
		stream(CHUNKED), chunk(EVENT), `1\r\n${EVENT}\r\n`, STAY]],
	out: 'a', status: 56, err: /./ },
	{ name: 'a length that is a word', serve: [[
		stream('Content-Length: long'), EVENT, STAY]], status: 56,
	err: /./ },
	{ name: 'a length that is negative', serve: [[
		stream('Content-Length: -9'), EVENT, STAY]], status: 56,
	err: /./ },
	{ name: 'the end before the head', serve: [[]], status: 52, err: /./ },
	{ name: 'the end after a blank line', serve: [['\r\n']], status: 56,
		err: /./ },
	{ name: 'the end in the status line', serve: [['HTTP/1.1 2']],
		status: 52, err: /./ },
	{ name: 'the end in the head', serve: [['HTTP/1.1 200 OK\r\nConte']],
		status: 56, err: /broke off in its head/ },
	{ name: 'the end before the blank line of the head', serve: [[
		`HTTP/1.1 200 OK\r\n${TYPE}`]], status: 56,
	err: /broke off in its head/ },
	{ name: 'the end behind an interim answer', serve: [[
		'HTTP/1.1 100 Continue\r\n\r\n']], status: 52, err: /./ },
	{ name: 'broken off before the head', serve: [[RESET]], status: 56,
		err: /reset/ },
	{ name: 'broken off in the head', serve: [['HTTP/1.1 200 OK\r\n',
		RESET]], status: 56, err: /reset/ },
	{ name: 'broken off in the stream', serve: [[stream(), EVENT, 20,
		RESET]], out: 'a', status: 56, err: /reset/ },
	{ name: 'broken off in an event', serve: [[stream(), EVENT, 'data: h',
		20, RESET]], out: 'a', status: 56, err: /reset/ },
	{ name: 'no HTTP at all', serve: [['220 mail.example ESMTP\r\n']],
		status: 56, err: /./ },
	{ name: 'a stream without a head', serve: [[EVENT]], status: 56,
		err: /./ },
	{ name: 'TLS where none is spoken', serve: [[
		'\x15\x03\x01\x00\x02\x02\x16']], status: 56, err: /./ },
	{ name: 'a version that is none', serve: [[
		stream().replace('1.1', '9.9'), EVENT]], status: 56, err: /./ },
	{ name: 'a status that is none', serve: [[
		stream().replace('200', '2x0'), EVENT]], status: 56, err: /./ },
	{ name: 'a status of two digits', serve: [[
		stream().replace('200', '20'), EVENT]], status: 56, err: /./ },
	{ name: 'a field with a NUL', serve: [[stream('X-A: b\0c'), EVENT]],
		status: 56, err: /./ },
	{ name: 'a head without end', serve: [['HTTP/1.1 200 OK\r\n',
		...Array(100).fill(`X-A: ${'x'.repeat(10000)}\r\n`), STAY]],
	status: 56, err: /./ },
	{ name: 'a field without end', serve: [['HTTP/1.1 200 OK\r\nX-A: ',
		...Array(100).fill('x'.repeat(10000)), STAY]], status: 56,
	err: /./ },
	{ name: 'interim answers without end', args: SOON, serve: [
		Array(5000).fill('HTTP/1.1 102 Wait\r\nX: y\r\n\r\n')],
	status: (code) => code === 28 || code === 52, err: /./ },
	{ name: 'silence before the head', args: SOON, serve: [[STAY]],
		status: 28, err: over },
	{ name: 'silence in the head', args: SOON, serve: [[
		'HTTP/1.1 200 OK\r\nCont', STAY]], status: 28, err: over },
	{ name: 'silence behind the head', args: SOON, serve: [[stream(),
		STAY]], status: 28, err: over },
	{ name: 'silence in the stream', args: SOON, serve: [[stream(), EVENT,
		'data: h', STAY]], out: 'a', status: 28, err: over },
	{ name: 'silence in a chunk', args: SOON, serve: [[stream(CHUNKED),
		chunk(EVENT), '99\r\ndata: h', STAY]], out: 'a', status: 28,
	err: over },
	{ name: 'nobody there any more', args: ['--retry=1', '--retry-delay=0'],
		serve: [[stream(), EVENT, 20, LEFT]], out: 'a', status: 7,
		err: /onnect/ },
	{ name: 'an event over the maximum', args: ['--retry=9',
		'--max-event=100'], serve: [[stream(), EVENT,
		`data: ${'x'.repeat(101)}`, STAY]], out: 'a', status: 63,
	err: /over 100 bytes/ },
	{ name: 'many lines over the maximum', args: ['--retry=9',
		'--max-event=100'], serve: [[stream(), EVENT,
		'data: 123456789\n'.repeat(11), STAY]], out: 'a', status: 63,
	err: /over 100 bytes/ },
	{ name: 'a name over the maximum', args: ['--retry=9',
		'--max-event=100'], serve: [[stream(), EVENT,
		'x'.repeat(101), STAY]], out: 'a', status: 63,
	err: /over 100 bytes/ },
];
