// A proxy in front of a hub that fails once, or for a while, at one point.
//
//	node faults.mjs PORT_FILE HUB_PORT KIND FIRST [COUNT]
//
// The requests FIRST to FIRST + COUNT - 1, counted from 1, meet the fault of
// that KIND; all others are passed on.  COUNT is 1 if it is not given.
import fs from 'node:fs';
import http from 'node:http';

const [portFile, hubPort, kind, first, count = 1] = process.argv.slice(2);
let number = 0;

// Passes a request on; done gets the answer, whole, or null without one.
function pass(req, body, done) {
	const far = http.request({
		host: '127.0.0.1',
		port: hubPort,
		path: req.url,
		method: req.method,
		headers: { ...req.headers, connection: 'close' },
	}, (answer) => {
		const pieces = [];

		answer.on('data', (piece) => pieces.push(piece));
		answer.on('error', () => done(null));
		answer.on('end', () => done({
			status: answer.statusCode,
			type: answer.headers['content-type'],
			body: Buffer.concat(pieces),
		}));
	});

	far.on('error', () => done(null));
	far.end(body);
}

function answer(res, status, body, headers = {}) {
	res.writeHead(status, {
		'Content-Length': Buffer.byteLength(body),
		...headers,
	});
	res.end(body);
}

function relay(req, res, body) {
	pass(req, body, (got) => {
		if (got)
			answer(res, got.status, got.body, { 'Content-Type': got.type });
		else
			res.destroy();
	});
}

// A head that promises the whole body, and half of that.
function half(req, res, body) {
	pass(req, body, (got) => {
		res.writeHead(200, { 'Content-Length': got.body.length });
		res.write(got.body.subarray(0, got.body.length / 2), () =>
			res.destroy());
	});
}

// The hub gets the start of a request whose rest never comes.
function cut(req, res, body) {
	const far = http.request({
		host: '127.0.0.1',
		port: hubPort,
		path: req.url,
		method: req.method,
		headers: req.headers,
	});

	far.on('error', () => res.destroy());
	far.write(body.subarray(0, body.length / 2), () => {
		far.destroy();
		res.destroy();
	});
}

// Before it: the hub never sees the request.  After it: the hub has taken it,
// and nobody hears of that.
const before = (status, headers) => (req, res) =>
	answer(res, status, 'not now\n', headers);
const after = (fault) => (req, res, body) =>
	pass(req, body, () => fault(req, res, body));

const kinds = {
	closed: (req, res) => res.destroy(),
	cut,
	lost: after((req, res) => res.destroy()),
	half,
	500: before(500),
	'500-after': after(before(500)),
	502: before(502, { 'Content-Type': 'text/html' }),
	503: before(503, { 'Retry-After': '0' }),
	429: before(429, { 'Retry-After': '1' }),
	'429-after': after(before(429)),
	408: before(408),
	'408-after': after(before(408)),
	413: (req, res, body) => body.length > 20000
		? answer(res, 413, 'too much\n')
		: relay(req, res, body),
	garbage: (req, res) => res.socket.end('\0\x01 200 garbage\r\n\r\n'),
	'garbage-after': after((req, res) => res.socket.end('no HTTP\r\n\r\n')),
	nonsense: (req, res) => answer(res, 200, 'welcome!\n'),
	'nonsense-after': after((req, res) => answer(res, 200, '{"accepted":1}')),
	403: before(403),
	hang: () => {},
	'hang-after': after(() => {}),
};

const server = http.createServer((req, res) => {
	const pieces = [];

	req.on('error', () => {});
	res.on('error', () => {});
	req.on('data', (piece) => pieces.push(piece));
	req.on('end', () => {
		const meets = ++number >= first && number < +first + +count;

		(meets ? kinds[kind] : relay)(req, res, Buffer.concat(pieces));
	});
});

server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => {
	fs.writeFileSync(`${portFile}.part`, `${server.address().port}\n`);
	fs.renameSync(`${portFile}.part`, portFile);
});
