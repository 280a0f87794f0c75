// A hub for POST /publish alone that fails as it is told.
//
//	node bulk.mjs PORT_FILE REQUESTS TAKEN STEP...
//
// A step answers one request; the last one answers all that follow:
//	take            as a hub: an id is taken once; data that begins with "bad"
//	                is refused, a hundred of the errors are listed
//	lose            the same, and the connection ends without an answer
//	cut             the same, and the answer breaks off
//	busy N,N...     the same, but those lines are refused as busy for now
//	status N TEXT   nothing is taken
//	later N S       the same, with Retry-After: S
//	limit N         413 for a body of more bytes, else as take
//	garbage TEXT    200 with TEXT; nothing is taken
//	close           the connection ends; nothing is taken
//	reset           it breaks; nothing is taken
//	hang            no answer; nothing is taken
// Each event that is taken becomes a line of TAKEN, its data as JSON; each
// request one of REQUESTS: {"step","target","type","count","connection","ms"}.
import fs from 'node:fs';
import http from 'node:http';

const [portFile, requests, taken, ...steps] = process.argv.slice(2);
const ids = new Set();
const connections = new Map();
const start = Date.now();
let turn = 0;

function tally(lines, busy) {
	const errors = [];
	let accepted = 0;
	let duplicates = 0;
	let out = '';
	lines.forEach((line, i) => {
		if (busy.includes(i + 1)) {
			errors.push({ line: i + 1, code: 'busy', detail: 'later' });
		} else if (String(line.data).startsWith('bad')) {
			errors.push({ line: i + 1, code: 'bad-topic',
				detail: 'because' });
		} else if (ids.has(line.id)) {
			duplicates++;
		} else {
			ids.add(line.id);
			accepted++;
			out += `${JSON.stringify(line.data)}\n`;
		}
	});
	fs.appendFileSync(taken, out);
	return { accepted, duplicates, errors: errors.slice(0, 100),
		...(errors.length > 100 && { more_errors: errors.length - 100 }) };
}

function take(request, busy = []) {
	const { body, target } = request;
	if (target !== '/publish') {
		const id = new URL(target, 'http://x').searchParams.get('id');
		const { duplicates } = tally([{ id, data: body }], []);
		return [200, { id, topic: 'x', delivered: 0,
			...(duplicates && { duplicate: true }) }];
	}
	const told = tally(body.split('\n').map(JSON.parse), busy);
	return told.accepted + told.duplicates > 0 ? [200, told] :
		[400, { status: 400, code: 'nothing-taken', detail: 'none', ...told }];
}

function send(response, [status, answer], headers = {}) {
	const text = JSON.stringify(answer);
	response.writeHead(status, { 'Content-Length': Buffer.byteLength(text),
		...headers });
	response.end(text);
}

const acts = {
	take: (response, request) => send(response, take(request)),
	lose(response, request) {
		take(request);
		response.socket.end();
	},
	cut(response, request) {
		const [status, answer] = take(request);
		const text = JSON.stringify(answer);
		response.writeHead(status, { 'Content-Length': text.length });
		response.write(text.slice(0, text.length / 2),
			() => response.socket.end());
	},
	busy: (response, request, text) =>
		send(response, take(request, text.split(',').map(Number))),
	status(response, request, text) {
		const [, status, words] = /^(\d+) ?(.*)$/.exec(text);
		response.writeHead(Number(status), { 'Content-Type': 'text/plain' });
		response.end(words);
	},
	later(response, request, text) {
		const [status, seconds] = text.split(' ');
		send(response, [Number(status), {}], { 'Retry-After': seconds });
	},
	limit(response, request, text) {
		send(response, request.body.length > Number(text) ? [413, {}] :
			take(request));
	},
	garbage: (response, request, text) => response.end(text),
	close: (response) => response.socket.end(),
	reset: (response) => response.socket.resetAndDestroy(),
	hang: () => {},
};

function serve(request, response) {
	const step = steps[Math.min(turn++, steps.length - 1)];
	const [, name, rest] = /^(\w+) ?(.*)$/s.exec(step);
	const parts = [];
	if (!connections.has(request.socket))
		connections.set(request.socket, connections.size + 1);
	request.on('error', () => {});
	request.on('data', (part) => parts.push(part));
	request.on('end', () => {
		const body = Buffer.concat(parts).toString();
		fs.appendFileSync(requests, `${JSON.stringify({ step,
			target: request.url, type: request.headers['content-type'],
			count: body.split('\n').length,
			connection: connections.get(request.socket),
			ms: Date.now() - start })}\n`);
		acts[name](response, { body, target: request.url }, rest);
	});
}

const server = http.createServer({ keepAliveTimeout: 60000 }, serve);
server.listen(0, '127.0.0.1', () => {
	fs.writeFileSync(`${portFile}.part`, `${server.address().port}\n`);
	fs.renameSync(`${portFile}.part`, portFile);
});
