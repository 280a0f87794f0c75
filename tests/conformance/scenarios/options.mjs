// Options that change what a server's answer means, and when it is enough.
import { AGAIN, CHUNKED, END, EVENT, LAST, TYPE, answer, chunk, stream } from
	'./heads.mjs';
import { GONE, RESET, STAY } from '../server.mjs';

const NONE = /^(?![^]*last-event-id)/i;
const from = (id) => new RegExp(`^last-event-id: ${id}\r$`, 'im');

// --strict, and no --retry=0: it must end by itself.
const strictly = (code) => ({
	name: `--strict: ${code} ends it`, args: ['--strict'], status: 22,
	serve: [[answer(`${code} Words`, 'text/plain', 'because')]], over: 1,
	err: new RegExp(`: ${code} because\n$`),
});
const strictlyNone = (code) => ({
	name: `--strict: ${code} is no stream, whatever its type`,
	args: ['--strict'], status: 22, over: 1, err: new RegExp(`: ${code}`),
	serve: [[`HTTP/1.1 ${code} Words\r\n${TYPE}\r\n`, EVENT, STAY]],
});

const strict = [
	...[300, 400, 404, 407, 408, 410, 429, 500, 502, 503, 504, 599]
		.map(strictly),
	...[201, 202, 203, 206, 226, 299].map(strictlyNone),
	{ name: '--strict: 204 ends it well', args: ['--strict'],
		serve: [[END]], over: 1 },
	{ name: '--strict: another type ends it', args: ['--strict'], status: 8,
		serve: [[answer('200 OK', 'text/html', EVENT)]], over: 1,
		err: /not an event stream \(text\/html\)/ },
	{ name: '--strict: redirects are followed', args: ['--strict', '-n1'],
		serve: [['HTTP/1.1 307 There\r\nLocation: /b\r\n' +
			'Content-Length: 0\r\n\r\n', STAY], [stream(), EVENT]],
		out: 'a', asks: [/^GET \/ /, /^GET \/b /] },
	{ name: '--strict: a stream that ended or broke is taken up again',
		args: ['--strict', ...AGAIN], out: 'a,a,a', err: /again/, serve: [
			[stream(), EVENT], [stream(), EVENT, 20, RESET], [RESET],
			[stream(), EVENT, 20, GONE], [END]] },
	{ name: '--strict: a refusal after a stream ends it', status: 22,
		args: ['--strict', ...AGAIN], serve: [[stream(), EVENT],
			[answer('503 No', 'text/plain', 'no')]],
		out: 'a', err: /: 503 no\n$/ },
];

const POST = /^POST [^]*\r\n\r\nask$/;
const GET = /^GET (?![^]*ask)/;
const posts = (...serve) => ({
	args: [...AGAIN, '--then-get', '-d', 'ask'], serve,
});

const thenGet = [
	{ name: '--then-get: a stream that ended goes on with GET', out: 'a,b',
		...posts([stream(), 'id: 1\ndata: a\n\n'],
			[stream(), 'data: b\n\n'], [END]),
		asks: [POST, (text) => GET.test(text) && from(1).test(text), GET] },
	{ name: '--then-get: one that broke off, too', out: 'a,b', err: /again/,
		...posts([stream(), EVENT, 20, RESET], [stream(), 'data: b\n\n'],
			[END]), asks: [POST, GET, GET] },
	{ name: '--then-get: nor is it posted twice where nothing came',
		...posts([stream()], [END]), asks: [POST, GET] },
	{ name: '--then-get: before a stream came it is posted again', out: 'a',
		...posts([answer('503 No', 'text/plain', 'no')], [RESET],
			[stream(), EVENT], [END]), err: /503 no; again/,
		asks: [POST, POST, POST, GET] },
	{ name: '--then-get: a method of one\'s own is not used again', out: 'a',
		serve: [[stream(), EVENT], [END]],
		args: [...AGAIN, '--then-get', '-X', 'PUT', '-d', 'ask'],
		asks: [/^PUT [^]*ask$/, GET] },
];

const SLOW = [stream(CHUNKED), chunk(EVENT), 1100, chunk(':\n'), 1100,
	chunk(':\n'), 1100, chunk('data: b\n\n'), LAST];

const idle = [
	{ name: '--idle-timeout: silence is a failure', out: 'a', status: 28,
		args: ['--retry=0', '--idle-timeout=2s'], err: /nothing came/,
		serve: [[stream(), EVENT, STAY]] },
	{ name: '--idle-timeout: so it is before the head', status: 28,
		args: ['--retry=0', '--idle-timeout=2s'], err: /nothing came/,
		serve: [[STAY]] },
	{ name: '--idle-timeout: it comes back for what it has not got',
		args: [...AGAIN, '--idle-timeout=2s'], out: 'a,b', over: 3,
		serve: [[stream(), 'id: 1\ndata: a\n\nid: 2\n', STAY],
			[stream(), 'data: b\n\n'], [END]], asks: [NONE, from(1), from(1)],
		err: /nothing came in 2\.0 s; again/ },
	{ name: '--idle-timeout: a comment is a sign of life', out: 'a,b',
		args: ['--retry=0', '--idle-timeout=3s'], serve: [SLOW] },
	{ name: '--idle-timeout: so is half a line', out: 'abc',
		args: ['--retry=0', '--idle-timeout=3s'], serve: [[stream(),
			'data: a', 1100, 'b', 1100, 'c', 1100, '\n\n']] },
	{ name: '--idle-timeout=0 waits as long as it takes', out: 'a,b',
		args: ['--retry=0', '--idle-timeout=0'], serve: [SLOW] },
];

const DONE = 'data: [DONE]\n\n';
const ended = (...serve) => ({ args: ['--until=[DONE]'], serve });

const until = [
	{ name: '--until: ends a stream that would go on', out: 'a',
		...ended([stream(), EVENT + DONE + EVENT, STAY]), over: 1 },
	{ name: '--until: all of the data, no more and no less',
		out: '[DONE] ,x[DONE],[done],[DON',
		...ended([stream(), 'data: [DONE] \n\ndata: x[DONE]\n\n' +
			'data: [done]\n\ndata: [DON\n\n' + DONE, STAY]) },
	{ name: '--until: two lines are none of them', out: '[DONE],[DONE]',
		...ended([stream(), 'data: [DONE]\ndata: [DONE]\n\n' + DONE,
			STAY]) },
	{ name: '--until: however it is cut', out: 'a', ...ended(
		[stream(), ...(EVENT + DONE).split('').flatMap((c) => [c, 1]),
			STAY]) },
	{ name: '--until: of any type, and one that is not printed', out: '',
		args: ['--until=[DONE]', '-e', 'other'],
		serve: [[stream(), `${EVENT}event: x\n${DONE}`, STAY]] },
	{ name: '--until: on a later connection', out: 'a,b',
		args: [...AGAIN, '--until=[DONE]'], serve: [[stream(), EVENT],
			[stream(), `data: b\n\n${DONE}`, STAY]], over: 2 },
	{ name: '--until: half an event is none', out: 'a', status: 56,
		args: ['--retry=0', '--until=[DONE]'], err: /awaited event/,
		serve: [[stream(), `${EVENT}data: [DONE]\n`]] },
	{ name: '--until: an empty text waits for empty data', out: 'a',
		args: ['--until='], serve: [[stream(), `${EVENT}data\n\n`, STAY]] },
	{ name: '--until: 204 is an end without it', out: 'a',
		args: [...AGAIN, '--until=[DONE]'],
		serve: [[stream(), EVENT], [END]] },
	{ name: '--until-event: ends at the type', out: 'a',
		args: ['--until-event=end'], over: 1,
		serve: [[stream(), `${EVENT}event: end\n${EVENT}`, STAY]] },
	{ name: '--until-event: all of the type, no more and no less',
		out: 'a,a,a', args: ['--until-event=end'], serve: [[stream(),
			`event: ends\n${EVENT}event: en\n${EVENT}event: END\n` +
			`${EVENT}event: end\n${EVENT}`, STAY]] },
	{ name: '--until-event: without data it is no event', out: 'a',
		args: ['--until-event=end'], serve: [[stream(),
			`event: end\n\n${EVENT}event: end\ndata\n\n`, STAY]] },
	{ name: '--until-event=message: an event without a type', out: 'a',
		args: ['--until-event=message'], serve: [[stream(),
			`event: x\n${EVENT}${EVENT}`, STAY]] },
	{ name: '--until and --until-event: whichever comes first', out: 'a',
		args: ['--until=[DONE]', '--until-event=end'], serve: [[stream(),
			`${EVENT}event: end\n${EVENT}${DONE}`, STAY]] },
	{ name: '--until-event: the stream ended before', out: 'a', status: 56,
		args: ['--retry=0', '--until-event=end'], err: /awaited event/,
		serve: [[stream(), EVENT]] },
];

export const scenarios = [...strict, ...thenGet, ...idle, ...until];
