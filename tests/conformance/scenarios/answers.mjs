// Answers that are no streams: which end it, and which are tried again.
import { AGAIN, END, EVENT, TYPE, answer, stream } from './heads.mjs';
import { STAY } from '../server.mjs';

// Without --retry=0: it must end by itself.
const ends = (code) => ({
	name: `${code} ends it`, args: [], status: 22, over: 1,
	serve: [[answer(`${code} Words`, 'text/plain', 'because')]],
	err: new RegExp(`: ${code} because\n$`),
});

const passes = (code) => ({
	name: `${code} is tried again`, args: AGAIN, out: 'a', over: 3,
	serve: [[answer(`${code} Words`, 'text/plain', 'because')],
		[stream(), EVENT], [END]],
	err: new RegExp(`: ${code} because; again in 0\\.\\d s\n$`),
});

const isStream = (code) => ({
	name: `${code} is a stream, if its type says so`, out: 'a',
	serve: [[`HTTP/1.1 ${code} Words\r\n${TYPE}\r\n`, EVENT]],
});

const isNone = (what, fields, says) => ({
	name: `${what} is no event stream`, args: [], status: 8, over: 1,
	serve: [['HTTP/1.1 200 OK\r\n' + fields + '\r\n', EVENT]],
	err: new RegExp(`: not an event stream \\(${says}\\)`),
});

const page = '<!DOCTYPE html>\n<html>\n<title>502 Bad Gateway</title>\n' +
	'<h1>\x1b[31mBad</h1>\n';

export const scenarios = [
	...[300, 305, 306, 400, 401, 402, 403, 404, 405, 406, 407, 409,
		410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424,
		425, 426, 428, 431, 451, 499, 600, 700, 999].map(ends),
	...[408, 429, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 599]
		.map(passes),
	...[200, 201, 202, 203, 206, 207, 226, 299].map(isStream),
	isNone('HTML', 'Content-Type: text/html\r\n', 'text/html'),
	isNone('JSON', 'Content-Type: application/json\r\n',
		'application/json'),
	isNone('plain text', 'Content-Type: text/plain; charset=utf-8\r\n',
		'text/plain; charset=utf-8'),
	isNone('a longer type', 'Content-Type: text/event-stream-x\r\n',
		'text/event-stream-x'),
	isNone('a shorter type', 'Content-Type: text/event\r\n', 'text/event'),
	isNone('a list of types', 'Content-Type: text/event-stream, text/html' +
		'\r\n', 'text/event-stream, text/html'),
	isNone('no type', '', 'no type'),
	isNone('an empty type', 'Content-Type:\r\n', 'no type'),
	isNone('gzip that nobody asked for', `${TYPE}Content-Encoding: gzip\r\n`,
		'text/event-stream, encoded as gzip'),
	isNone('br that nobody asked for', `${TYPE}Content-Encoding: br\r\n`,
		'text/event-stream, encoded as br'),
	isNone('what is encoded twice', `${TYPE}Content-Encoding: gzip, br\r\n`,
		'text/event-stream, encoded as gzip, br'),
	{ name: 'the type of hints is not that of the answer', args: [],
		serve: [[`HTTP/1.1 103 Early\r\n${TYPE}\r\n`,
			'HTTP/1.1 200 OK\r\n\r\n', EVENT]], status: 8,
		err: /not an event stream \(no type\)/ },
	{ name: 'a refusal may have the type of a stream', args: [], status: 22,
		serve: [[`HTTP/1.1 404 No\r\n${TYPE}\r\n`, EVENT]],
		err: /: 404 data: a\n$/ },
	{ name: 'a failure may have the type of a stream', args: AGAIN,
		serve: [[`HTTP/1.1 500 No\r\n${TYPE}\r\n`, EVENT], [END]],
		err: /: 500 data: a; again/ },
	{ name: 'a page of HTML is told by its first line', args: AGAIN,
		serve: [[answer('502 Bad', 'text/html', page)], [END]],
		err: /: 502 <!DOCTYPE html>; again in 0\.\d s\n$/ },
	{ name: 'a problem is told by its detail', args: [], status: 22,
		serve: [[answer('403 No', 'application/problem+json; charset=x',
			'{"title":"No","detail":"not\\nyours","status":403}')]],
		err: /: 403 not\?yours\n$/ },
	{ name: 'a problem without one is told by its title', args: [],
		status: 22, serve: [[answer('403 No',
			'application/problem+json', '{"title":"No"}')]],
		err: /: 403 No\n$/ },
	{ name: 'a problem that is no JSON is text', args: [], status: 22,
		serve: [[answer('403 No', 'application/problem+json',
			'{"title":\r\n')]], err: /: 403 {"title":\n$/ },
	{ name: 'nothing new is a refusal', args: [], status: 22, over: 1,
		serve: [['HTTP/1.1 304 Same\r\nETag: "x"\r\n\r\n', STAY]],
		err: /: 304\n$/ },
	{ name: 'a refusal without words', args: [], status: 22,
		serve: [[answer('404 Not Found', '', '')]], err: /: 404\n$/ },
	{ name: 'a refusal that is broken off is one', args: [], status: 22,
		serve: [['HTTP/1.1 404 No\r\nContent-Length: 99\r\n\r\nsorry']],
		err: /: 404 sorry\n$/ },
	{ name: 'a refusal without end is cut', args: [], status: 22,
		serve: [['HTTP/1.1 404 No\r\n\r\n',
			...Array(1000).fill('x'.repeat(10000)), STAY]],
		err: (text) => / 404 x+\n$/.test(text) && text.length < 2000 },
	{ name: 'a refusal that stops is not waited for', args: [], status: 22,
		serve: [['HTTP/1.1 404 No\r\n\r\nwait', STAY]],
		err: / 404 wait\n$/ },
	{ name: 'a page without end is cut', args: [], status: 8,
		serve: [['HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n',
			...Array(1000).fill('x'.repeat(10000)), STAY]],
		err: (text) => text.length < 2000 },
	{ name: 'a login is asked for, and none was given', args: [],
		status: 22, over: 1, serve: [[answer('401 Who', 'text/plain',
			'who?', 'WWW-Authenticate: Basic realm="x"')]],
		err: /: 401 who\?\n$/ },
];
