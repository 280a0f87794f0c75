// Servers as they are out there, small: a language model, an MCP server and a
// message service.  Each has its ways with event streams.
//
//	node services.mjs PORT_FILE
//
//	POST /v1/chat/completions  words as they come, then [DONE]; wants a key
//	POST GET /mcp              JSON-RPC over streams, which can be resumed
//	GET /ntfy/sse              messages without ids, and events to stay alive
import fs from 'node:fs';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const [portFile] = process.argv.slice(2);
const PAUSE_MS = 10;

function refuse(res, status, words) {
	res.writeHead(status, { 'Content-Type': 'application/json' });
	res.end(JSON.stringify({ error: { message: words } }));
}

function open(res, more = {}) {
	res.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8',
		'Cache-Control': 'no-cache', ...more });
	res.flushHeaders();
}

// A language model: nothing to resume, and the connection ends.
async function complete(req, res, body) {
	if (req.headers.authorization !== 'Bearer key')
		return refuse(res, 401, 'no such key');
	if (!/^application\/json/.test(req.headers['content-type'] ?? ''))
		return refuse(res, 415, 'send JSON');
	const words = JSON.parse(body).messages.at(-1).content.split(' ');

	open(res);
	for (const [at, word] of words.entries()) {
		const content = at > 0 ? ` ${word}` : word;

		res.write(`data: ${JSON.stringify({
			object: 'chat.completion.chunk',
			choices: [{ index: 0, delta: { content } }],
		})}\n\n`);
		await pause(PAUSE_MS);
	}
	return res.end('data: [DONE]\n\n');
}

// The stream of a session: what was sent, and how far it comes each time.
const SENT = 6;
const AT_ONCE = 2;

function told(id) {
	return `event: message\r\nid: s1-${id}\r\ndata: ${JSON.stringify({
		jsonrpc: '2.0', method: 'notifications/progress',
		params: { progressToken: 1, progress: id },
	})}\r\n\r\n`;
}

function listen(req, res) {
	if (req.headers['mcp-session-id'] !== 's1')
		return refuse(res, 404, 'no such session');
	const from = Number(/^s1-(\d+)$/.exec(
		req.headers['last-event-id'] ?? '')?.[1] ?? 0);

	open(res);
	// What comes first has an id and no data to speak of.
	res.write(`id: s1-${from}\r\nretry: 1\r\ndata:\r\n\r\n`);
	for (let id = from + 1; id <= Math.min(from + AT_ONCE, SENT); id++)
		res.write(told(id));
	// The server may end it at any time; then it is asked again.
	return from + AT_ONCE < SENT ? res.end() : undefined;
}

function call(req, res, body) {
	const { accept = '' } = req.headers;
	const { id, method } = JSON.parse(body);

	if (!/application\/json/.test(accept) ||
		!/text\/event-stream/.test(accept))
		return refuse(res, 406, 'accept both');
	if (id === undefined)
		return res.writeHead(202).end();
	open(res, { 'Mcp-Session-Id': 's1' });
	return res.end(`event: message\r\ndata: ${JSON.stringify({
		jsonrpc: '2.0', id, result: { method } })}\r\n\r\n`);
}

// A message service: a heartbeat is an event like any other.
async function subscribe(res) {
	const tell = (event, more) => res.write(
		(event === 'message' ? '' : `event: ${event}\n`) +
		`data: ${JSON.stringify({ id: 'x', event, ...more })}\n\n`);

	open(res);
	tell('open');
	for (const message of ['one', 'two', 'three']) {
		await pause(PAUSE_MS);
		tell('keepalive');
		tell('message', { message });
	}
}

function route(req, res, body) {
	const asked = `${req.method} ${req.url}`;

	if (asked === 'POST /v1/chat/completions')
		return complete(req, res, body);
	if (asked === 'POST /mcp')
		return call(req, res, body);
	if (asked === 'GET /mcp')
		return listen(req, res);
	if (asked === 'GET /ntfy/sse')
		return subscribe(res);
	return refuse(res, 404, 'nothing here');
}

const server = http.createServer((req, res) => {
	let body = '';

	req.setEncoding('utf8').on('data', (part) => { body += part; });
	req.on('end', () => route(req, res, body));
});

server.listen(0, '127.0.0.1', () => {
	fs.writeFileSync(`${portFile}.part`, `${server.address().port}\n`);
	fs.renameSync(`${portFile}.part`, portFile);
});
