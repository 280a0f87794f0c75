// Answers that point elsewhere, and ways to the server.
import { AGAIN, END, EVENT, answer, stream } from './heads.mjs';
import { STAY } from '../server.mjs';

const to = (where, code = 302) => [answer(`${code} There`, 'text/html',
	'<p>there', `Location: ${where}`)];
const ONE = ['--retry=0'];

const got = (code) => ({
	name: `${code} to another path`, out: 'a',
	serve: [to('/there', code), [stream(), EVENT]],
	asks: [/^GET \/ HTTP/, /^GET \/there HTTP/],
});

// Where GET /a/b?c goes, and what is asked for then.
const resolves = (where, asked, code) => ({
	name: `${where} from /a/b?c is ${asked}`, path: '/a/b?c', out: 'a',
	serve: [to(where, code), [stream(), EVENT]],
	asks: [/^GET \/a\/b\?c HTTP/, (text) =>
		text.startsWith(`GET ${asked} HTTP/1.1\r\n`)],
});

const posted = (code, keeps) => ({
	name: `${code} ${keeps ? 'keeps' : 'drops'} a body`, out: 'a',
	args: [...ONE, '-d', 'ask'], serve: [to('/there', code),
		[stream(), EVENT]],
	asks: [/^POST \/ [^]*ask$/, keeps ? /^POST \/there [^]*ask$/ :
		/^GET \/there [^]*\r\n\r\n$/],
});

const nowhere = (where) => ({
	name: `${where} is nowhere`, args: [], serve: [to(where)], status: 47,
	over: 1, err: /redirected to what is no http URL\n$/,
});

export const scenarios = [
	...[301, 302, 303, 307, 308].map(got),
	...[[301, false], [302, false], [303, false], [307, true], [308, true]]
		.map(([code, keeps]) => posted(code, keeps)),
	resolves('d', '/a/d'), resolves('./d', '/a/d'),
	resolves('../d', '/d'), resolves('../../../d', '/d'),
	resolves('?d', '/a/b?d'), resolves('/d?e#f', '/d?e'),
	resolves('//127.0.0.1:$PORT/d', '/d'),
	resolves('http://127.0.0.1:$PORT', '/'),
	resolves('HTTP://127.0.0.1:$PORT/d', '/d'),
	resolves('http://localhost:$PORT/d', '/d'),
	resolves('/d%20e/%2e', '/d%20e/%2e'),
	nowhere('file:///etc/passwd'), nowhere('ftp://127.0.0.1:$PORT/'),
	nowhere('gopher://127.0.0.1:$PORT/'), nowhere('javascript:alert(1)'),
	nowhere('mailto:me@here.example'), nowhere('data:text/html,x'),
	{ name: 'a redirect without a place is a refusal', args: [],
		serve: [[answer('302 There', 'text/plain', 'lost')]],
		status: 22, err: /: 302 lost\n$/ },
	{ name: 'a redirect to itself ends', args: [], status: 47,
		serve: [to('/')], err: /too many redirects\n$/,
		asks: (all) => all.length === 11 },
	{ name: 'ten redirects are not too many', out: 'a',
		serve: [...Array(10).fill(to('/')), [stream(), EVENT]] },
	{ name: 'a redirect that is a stream is none', out: 'b',
		serve: [[stream('Location: /b').replace('200', '302'), EVENT,
			STAY], [stream(), 'data: b\n\n']] },
	{ name: 'each try begins at the first place', args: AGAIN,
		serve: [to('/b', 301), [stream(), 'id: 1\ndata: a\n\n'],
			to('/c', 308), [stream(), 'data: b\n\n'], [END]],
		out: 'a,b', asks: [/^GET \/ /, /^GET \/b /,
			/^GET \/ [^]*last-event-id: 1\r/i,
			/^GET \/c [^]*last-event-id: 1\r/i, /^GET \/ /] },
	{ name: 'a redirect to a refusal', args: [], serve: [to('/b'),
		[answer('404 No', 'text/plain', 'no')]], status: 22,
	err: /: 404 no\n$/ },
	{ name: 'a redirect to 204', args: [], serve: [to('/b'), [END]] },
	{ name: 'what a redirect says is not waited for', serve: [
		['HTTP/1.1 302 There\r\nLocation: /b\r\n\r\n', 'wait', STAY],
		[stream(), EVENT]], out: 'a' },
	{ name: 'a redirect to another host does not take secrets along',
		args: [...ONE, '-H', 'Authorization: Bearer s', '-H',
			'Cookie: s=1', '-H', 'X-Key: s'],
		serve: [to('http://localhost:$PORT/'), [stream(), EVENT]],
		out: 'a', asks: [/Bearer s/, (text) =>
			!/bearer|cookie|x-key/i.test(text)] },

	{ name: 'IPv6', listen: { host: '::1', port: 0 },
		serve: [[stream(), EVENT]], out: 'a',
		asks: [/^host: \[::1\]:\d+\r$/im] },
	{ name: 'a path is sent as it is', path: '/a/../b/./c%2Fd//e',
		serve: [[stream(), EVENT]], out: 'a',
		asks: [/^GET \/a\/\.\.\/b\/\.\/c%2Fd\/\/e HTTP/] },
	{ name: 'a query is sent, and a fragment is not', path: '/?a=b&c#d',
		serve: [[stream(), EVENT]], out: 'a',
		asks: [/^GET \/\?a=b&c HTTP/] },
	{ name: 'who it is stands in the URL', user: 'me:p%40ss@',
		serve: [[stream(), EVENT]], out: 'a', asks: [(text) =>
			text.includes(Buffer.from('me:p@ss')
				.toString('base64'))] },
	{ name: 'a proxy of the environment', out: 'a',
		env: ({ port }) => ({ http_proxy: `http://127.0.0.1:${port}`,
			no_proxy: '' }),
		serve: [[stream(), EVENT]],
		asks: [/^GET http:\/\/127\.0\.0\.1:\d+\/ HTTP/] },
	{ name: 'a proxy that wants to know who', args: [],
		env: ({ port }) => ({ http_proxy: `http://127.0.0.1:${port}`,
			no_proxy: '' }), status: 22, over: 1,
		serve: [[answer('407 Who', 'text/plain', 'who?',
			'Proxy-Authenticate: Basic realm="x"')]],
		err: /: 407 who\?\n$/ },
	{ name: 'a proxy that reaches nobody is tried again', args: AGAIN,
		env: ({ port }) => ({ http_proxy: `http://127.0.0.1:${port}`,
			no_proxy: '' }),
		serve: [[answer('502 Bad', 'text/plain', 'nobody')],
			[stream(), EVENT], [END]],
		out: 'a', err: /: 502 nobody; again/ },
	{ name: 'a proxy that is not for everyone', out: 'a',
		env: { http_proxy: 'http://127.0.0.1:1', no_proxy: '127.0.0.1' },
		serve: [[stream(), EVENT]], asks: [/^GET \/ HTTP/] },
	{ name: 'a proxy that is not there', status: 7,
		env: { http_proxy: 'http://127.0.0.1:1', no_proxy: '' },
		serve: [[]], asks: [], err: /onnect/ },
];
