// Coming back: when, and what for.
import { AGAIN, CHUNKED, END, EVENT, LAST, answer, chunk, stream } from
	'./heads.mjs';
import { GONE, RESET, STAY } from '../server.mjs';

const asksFor = (id) => (text) =>
	(/^last-event-id:(.*)\r$/im.exec(text)?.[1] ?? null) ===
		(id === null ? null : ` ${id}`);
const NOTHING = asksFor(null);

export const scenarios = [
	{ name: '204 at once', args: [], serve: [[END]], asks: [/^GET \//] },
	{ name: '204 after events', args: AGAIN, serve: [
		[stream(), 'retry: 1\nid: 1\ndata: a\n\n'],
		[stream(), 'data: b\n\n'], [END]],
	out: 'a,b', asks: [NOTHING, asksFor('1'), asksFor('1')] },
	{ name: '204 with a body is an end too', args: AGAIN, serve: [
		['HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello']] },
	{ name: 'chunked streams share a connection', args: AGAIN, serve: [
		[stream(CHUNKED), chunk(EVENT), LAST, STAY],
		[stream(CHUNKED), chunk(EVENT), LAST, STAY],
		[stream('Content-Length: 9'), EVENT, STAY], [END]],
	out: 'a,a,a', over: 1 },
	{ name: 'a connection that is closed meanwhile is opened again',
		args: AGAIN, serve: [[stream('Content-Length: 9'), EVENT],
			[stream('Content-Length: 9'), EVENT], [END]],
		out: 'a,a', over: 3 },
	{ name: 'a refusal keeps the connection', args: AGAIN, serve: [
		[answer('503 No', 'text/plain', 'no'), STAY],
		[stream(CHUNKED), chunk(EVENT), LAST, STAY], [END]],
	out: 'a', over: 1, err: /503 no/ },
	{ name: 'broken off, and back with the last whole event', args: AGAIN,
		serve: [[stream(), 'id: 1\ndata: a\n\nid: 2\ndata: half', 20,
			RESET], [stream(), 'id: 2\ndata: whole\n\n'], [END]],
		out: 'a,whole', asks: [NOTHING, asksFor('1'), asksFor('2')],
		err: /again/ },
	{ name: 'broken off in the head, and back', args: AGAIN, serve: [
		['HTTP/1.1 200 OK\r\nConte'], ['HTTP/1.1 200 OK\r\n' +
		'Content-Type: text/event-stream\r\n'], [stream(), EVENT],
		[END]], out: 'a', err: /broke off in its head; again/ },
	{ name: 'gone, and back', args: AGAIN, serve: [
		[stream(), 'id: 1\ndata: a\n\n', 20, GONE],
		[stream(), 'data: b\n\n'], [END]],
	out: 'a,b', asks: [NOTHING, asksFor('1'), asksFor('1')], err: /again/ },
	{ name: 'an id without data counts', args: AGAIN, serve: [
		[stream(), 'id: 5\n\n'], [END]], asks: [NOTHING, asksFor('5')] },
	{ name: 'an id without a blank line does not', args: AGAIN, serve: [
		[stream(), 'id: 5\n'], [END]], asks: [NOTHING, NOTHING] },
	{ name: 'an empty id takes it back', args: AGAIN, serve: [
		[stream(), 'id: 5\n\n'], [stream(), 'id\n\n'], [END]],
	asks: [NOTHING, asksFor('5'), NOTHING] },
	{ name: 'an id with NUL changes nothing', args: AGAIN, serve: [
		[stream(), 'id: 5\n\nid: 6\0\n\n'], [END]],
	asks: [NOTHING, asksFor('5')] },
	{ name: 'an id comes back byte for byte', args: AGAIN, serve: [
		[stream(), 'id: \xe2\x82\xac "1", \\ %20\t~\n\n'], [END]],
	asks: [NOTHING, asksFor('\xe2\x82\xac "1", \\ %20\t~')] },
	{ name: 'an id cannot smuggle a field in', args: AGAIN, serve: [
		[stream(), 'id: 5\rX-Bad: 1\n\n'], [END]],
	asks: [NOTHING, (text) => asksFor('5')(text) && !/x-bad/i.test(text)] },
	{ name: 'an id of 8 kB comes back', args: AGAIN, serve: [
		[stream(), `id: ${'x'.repeat(8192)}\n\n`], [END]],
	asks: [NOTHING, asksFor('x'.repeat(8192))] },
	{ name: 'what is asked for is told at each try', args: [...AGAIN,
		'--last-event-id=41'], serve: [[RESET], [RESET], [END]],
	asks: [asksFor('41'), asksFor('41'), asksFor('41')], err: /again/ },
	{ name: 'each stream may begin with a BOM', args: AGAIN, serve: [
		[stream(), `\xef\xbb\xbf${EVENT}`],
		[stream(), `\xef\xbb\xbf${EVENT}`], [END]], out: 'a,a' },
	{ name: 'half a line end does not reach the next stream', args: AGAIN,
		serve: [[stream(), 'data: a\r\r'], [stream(), '\ndata: b\n\n'],
			[END]], out: 'a,b' },
	{ name: 'half a character does not reach the next stream', args: AGAIN,
		serve: [[stream(), 'data: \xe2\x82'],
			[stream(), '\xacdata: x\ndata: b\n\n'], [END]],
		out: 'b' },
	{ name: 'half a BOM does not reach the next stream', args: AGAIN,
		serve: [[stream(), '\xef\xbb'], [stream(), `\xbf${EVENT}`],
			[stream(), EVENT], [END]], out: 'a' },
	{ name: 'a type does not reach the next stream', args: [...AGAIN,
		'-emessage'], serve: [[stream(), 'event: x\n'],
		[stream(), EVENT], [END]], out: 'a' },
	{ name: 'retry: 0 is no reason to spin', args: ['-m2s'], serve: [
		[stream(), 'retry: 0\n\n']], status: 28, err: /time is over/,
	asks: (all) => all.length >= 3 && all.length <= 41 },
	{ name: 'a delay holds for the next streams', args: ['-v'],
		serve: [[stream(), 'retry: 100\n\n'], [stream(), EVENT]],
		out: /^a(,a){1,8}$/, stops: true,
		err: /(again in 0\.1 s[^]*){3}/ },
	{ name: 'a delay of an event that is cut off holds', args: ['-v'],
		serve: [[stream(), 'retry: 10000\ndata: x']],
		stops: true, err: /again in 1[01]\./ },
	{ name: 'a delay is at most a day', args: ['-v'], serve: [
		[stream(), 'retry: 99999999999999999999999\n\n']],
	stops: true, err: /again in (8[6-9]|9[0-5])\d{3}\./ },
	{ name: 'Retry-After with 503', args: [], serve: [[
		answer('503 No', 'text/plain', 'no', 'Retry-After: 60')]],
	stops: true, err: /503 no; again in 6[0-6]\./ },
	{ name: 'Retry-After with 429', args: [], serve: [[
		answer('429 No', 'text/plain', 'no', 'Retry-After: 60')]],
	stops: true, err: /429 no; again in 6[0-6]\./ },
	{ name: 'Retry-After of 0 does not lower the delay', args: [],
		serve: [[answer('503 No', 'text/plain', 'no',
			'Retry-After: 0')]],
		stops: true, err: /503 no; again in 3\./ },
	{ name: 'Retry-After that is no number is none', args: [],
		serve: [[answer('503 No', 'text/plain', 'no',
			'Retry-After: soon')]],
		stops: true, err: /503 no; again in 3\./ },
	{ name: 'Retry-After that is huge is a day', args: [],
		serve: [[answer('503 No', 'text/plain', 'no',
			'Retry-After: 99999999999')]],
		stops: true, err: /503 no; again in (8[6-9]|9[0-5])\d{3}\./ },
	...['9223372036854775808', '9'.repeat(400), '0'.repeat(30) + '99999']
		.map((text) => ({ name: `Retry-After of ${text} is a day`,
			stops: true, args: [], serve: [[answer('503 No',
				'text/plain', 'no', `Retry-After: ${text}`)]],
			err: /503 no; again in (8[6-9]|9[0-5])\d{3}\./ })),
	{ name: 'Retry-After with zeros in front', args: [],
		serve: [[answer('503 No', 'text/plain', 'no',
			`Retry-After: ${'0'.repeat(30)}60`)]],
		stops: true, err: /503 no; again in 6[0-6]\./ },
	{ name: 'Retry-After is of its answer alone', args: ['--retry-delay=0',
		'-n1'], serve: [[answer('503 No', 'text/plain', 'no',
		'Retry-After: 1')], [answer('503 No', 'text/plain', 'no')],
	[stream(), EVENT]], out: 'a', err: /again in 1\.\d s\n$/ },
	{ name: 'a stream clears the failures', args: ['--retry=2',
		'--retry-delay=0'], serve: [[RESET], [stream(), EVENT],
		[RESET], [stream(), EVENT], [RESET], [END]], out: 'a,a',
	err: /again/ },
	{ name: 'a stream without a byte does not', args: ['--retry=2',
		'--retry-delay=0'], serve: [[stream()]],
	asks: [NOTHING, NOTHING, NOTHING] },
	{ name: 'a POST is posted again', args: [...AGAIN, '-d', 'ask'],
		serve: [[stream(), EVENT], [RESET], [stream(), EVENT], [END]],
		out: 'a,a', err: /again/, asks: Array(4).fill(
			(text) => /^POST /.test(text) && text.endsWith('ask')) },
];
