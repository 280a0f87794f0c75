// A server that answers as it is told, for what no good server does.
//
//	node script.mjs PORT_FILE REQUESTS STEP...
//
// A step answers one request; the last one answers all that follow:
//	stream TEXT         200 text/event-stream, TEXT, the end
//	hold TEXT           the same, but it stays open
//	reset TEXT          the same, but broken off
//	answer CODE TYPE TEXT
//	keep CODE TYPE TEXT the same, and the connection stays
//	raw TEXT            TEXT and the end
//	open TEXT           TEXT, and it stays open
//	hang                nothing, and it stays open
//	close               nothing, and the end
// In TEXT, \n \r \0 \\ and \xNN are bytes, \p is its own port, and \i what the
// last target with an id says that it is, still escaped.  Each request
// becomes a line of REQUESTS: {"line","headers":["Name: value"],"body",
// "connection"}, as Latin-1; the connections are numbered from 1.
// With TLS_CERT and TLS_KEY in the environment it speaks TLS; with TLS_CA only
// to who has a certificate of that authority.  Then a line has two members
// more: "peer", the name in it, and "alpn", the protocols it offered last.
import fs from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

const [portFile, requests, ...steps] = process.argv.slice(2);
let turn = 0;
let connections = 0;
let alpn = [];
let id = '';

function bytes(text) {
	const { port } = server.address();
	const named = { p: String(port), i: id, n: '\n',
		r: '\r', 0: '\0', '\\': '\\' };
	const raw = Buffer.from(text).toString('latin1').replace(
		/\\(?:x([0-9a-fA-F]{2})|(.))/g,
		(all, hex, name) => hex ?
			String.fromCharCode(parseInt(hex, 16)) :
			named[name] ?? all);
	return Buffer.from(raw, 'latin1');
}

function stream(text) {
	return Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n' +
		'Content-Type: text/event-stream\r\n' +
		'Connection: close\r\n\r\n'), bytes(text)]);
}

function answer(text, connection) {
	const [, code, type, body] = /^(\S+) (\S+) ?(.*)$/s.exec(text);
	const data = bytes(body);
	return Buffer.concat([Buffer.from(`HTTP/1.1 ${code} Words\r\n` +
		`Content-Type: ${type}\r\nContent-Length: ${data.length}\r\n` +
		`Connection: ${connection}\r\n\r\n`), data]);
}

const acts = {
	stream: (socket, text) => socket.end(stream(text)),
	hold: (socket, text) => socket.write(stream(text)),
	reset: (socket, text) => socket.write(stream(text),
		() => setImmediate(() => socket.resetAndDestroy())),
	answer: (socket, text) => socket.end(answer(text, 'close')),
	keep: (socket, text) => socket.write(answer(text, 'keep-alive')),
	raw: (socket, text) => socket.end(bytes(text)),
	open: (socket, text) => socket.write(bytes(text)),
	hang: () => {},
	close: (socket) => socket.end(),
};

// Returns the request, once it is whole.
function request(text) {
	const end = text.indexOf('\r\n\r\n');
	if (end < 0)
		return null;
	const [line, ...headers] = text.slice(0, end).split('\r\n');
	const body = text.slice(end + 4);
	const length = /^content-length: *(\d+)$/im.exec(headers.join('\n'));
	if (length && body.length < Number(length[1]))
		return null;
	return { line, headers, body };
}

function who(socket) {
	return TLS_CERT && { peer: socket.getPeerCertificate().subject?.CN, alpn };
}

function serve(socket) {
	const connection = ++connections;
	let text = '';
	socket.setEncoding('latin1');
	socket.on('error', () => {});
	socket.on('data', (part) => {
		text += part;
		const got = request(text);
		if (!got)
			return;
		text = '';
		id = /[?&]id=([^& ]*)/.exec(got.line)?.[1] ?? id;
		fs.appendFileSync(requests,
			JSON.stringify({ ...got, ...who(socket), connection }) +
			'\n');
		const step = steps[Math.min(turn++, steps.length - 1)];
		const [, name, rest] = /^(\w+) ?(.*)$/s.exec(step);
		acts[name](socket, rest);
	});
}

const { TLS_CERT, TLS_KEY, TLS_CA } = process.env;
const server = TLS_CERT ?
	tls.createServer({
		cert: fs.readFileSync(TLS_CERT),
		key: fs.readFileSync(TLS_KEY),
		ca: TLS_CA && fs.readFileSync(TLS_CA),
		requestCert: Boolean(TLS_CA),
		ALPNCallback({ protocols }) {
			alpn = protocols;
			return protocols.find((name) => name === 'http/1.1');
		},
	}, serve) :
	net.createServer(serve);

server.on('tlsClientError', () => {});
server.listen(0, '127.0.0.1', () => {
	fs.writeFileSync(portFile + '.part', `${server.address().port}\n`);
	fs.renameSync(portFile + '.part', portFile);
});
