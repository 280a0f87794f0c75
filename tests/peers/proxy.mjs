// A proxy: HTTP (CONNECT and absolute form) and SOCKS 5, on one port.
//
//	node proxy.mjs PORT_FILE REQUESTS
//
// Each use becomes a line of REQUESTS: {"way","to","auth"}; way is "connect",
// "absolute" or "socks5", auth what it said of itself.
// In the environment: PROXY_AUTH is the only "NAME:PASSWORD" let in; with
// TLS_CERT and TLS_KEY it speaks TLS.
import fs from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';

const [portFile, requests] = process.argv.slice(2);
const { PROXY_AUTH, TLS_CERT, TLS_KEY } = process.env;
const GREETING = 5;

function note(use) {
	fs.appendFileSync(requests, JSON.stringify(use) + '\n');
	return !PROXY_AUTH || use.auth === PROXY_AUTH;
}

// Joins both, once there is a connection: ready is told before.
function join(socket, host, port, ready) {
	const far = net.connect(port, host, () => {
		ready(far);
		socket.pipe(far).pipe(socket);
	});
	far.on('error', () => socket.destroy());
	socket.on('close', () => far.destroy());
}

function http(socket, data) {
	const head = data.toString('latin1');
	const [, method, target] = /^(\S+) (\S+)/.exec(head);
	const basic = /^proxy-authorization: basic (\S+)/im.exec(head);
	const auth = basic ? atob(basic[1]) : '';
	const url = new URL(method === 'CONNECT' ? `http://${target}` : target);
	const way = method === 'CONNECT' ? 'connect' : 'absolute';

	if (!note({ way, to: target, auth, head })) {
		socket.end('HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n');
		return;
	}
	join(socket, url.hostname, Number(url.port), (far) => {
		if (way === 'connect')
			socket.write('HTTP/1.1 200 OK\r\n\r\n');
		else
			far.write(data);
	});
}

// RFC 1928 and 1929: a greeting, maybe a password, then where to.
function socks(socket, greeting) {
	const wants = greeting.includes(2, 2) ? 2 : 0;
	let auth = '';
	let host = '';

	function to(data) {
		const name = data[3] === 3;
		const end = name ? 5 + data[4] : 8;
		host = name ? data.toString('latin1', 5, end) :
			data.subarray(4, end).join('.');
		const port = data.readUInt16BE(end);
		if (!note({ way: 'socks5', to: `${host}:${port}`, auth }))
			return socket.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]));
		return join(socket, host, port, () =>
			socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
	}

	function password(data) {
		const end = 2 + data[1];
		auth = data.toString('latin1', 2, end) + ':' +
			data.toString('latin1', end + 1, end + 1 + data[end]);
		socket.once('data', to);
		socket.write(Buffer.from([1, 0]));
	}

	socket.once('data', wants ? password : to);
	socket.write(Buffer.from([GREETING, wants]));
}

function serve(socket) {
	socket.on('error', () => {});
	socket.once('data', (data) =>
		(data[0] === GREETING ? socks : http)(socket, data));
}

const server = TLS_CERT ?
	tls.createServer({
		cert: fs.readFileSync(TLS_CERT),
		key: fs.readFileSync(TLS_KEY),
	}, serve) :
	net.createServer(serve);

server.on('tlsClientError', () => {});
server.listen(0, '127.0.0.1', () => {
	fs.writeFileSync(portFile + '.part', `${server.address().port}\n`);
	fs.renameSync(portFile + '.part', portFile);
});
