// peer.mjs - one connection to a hub, byte by byte, for the other peers.
import net from 'node:net';

const WAIT_MS = 60000;
const ADDRESSES = 200;

let connections = 0;

// Ports of closed connections rest: each has another source address.
function nextAddress() {
	return `127.0.1.${1 + connections++ % ADDRESSES}`;
}

export class Peer {
	// options: bytes, at which a time it reads; deaf, which never does.
	constructor(port, options = {}) {
		this.text = '';
		this.ended = false;
		this.wakes = [];
		this.socket = net.connect({
			host: '127.0.0.1', port, localAddress: nextAddress(),
			allowHalfOpen: true,
			onread: options.bytes ? {
				buffer: Buffer.alloc(options.bytes),
				callback: (n, b) => this.sip(b.subarray(0, n)),
			} : undefined,
		});
		if (!options.bytes)
			this.socket.setEncoding('latin1');
		this.socket.setNoDelay(true);
		this.socket.on('error', () => this.over());
		this.socket.on('close', () => this.over());
		this.socket.on('end', () => this.over());
		if (options.deaf)
			this.socket.pause();
		else if (!options.bytes)
			this.socket.on('data', (text) => this.take(text));
	}

	// Takes a few bytes, and the next of them later.
	sip(bytes) {
		this.take(bytes.toString('latin1'));
		setTimeout(() => this.socket.resume(), 1);
		return false;
	}

	take(text) {
		this.text += text;
		this.wake();
	}

	over() {
		this.ended = true;
		this.wake();
	}

	wake() {
		for (const wake of this.wakes.splice(0))
			wake();
	}

	send(bytes) {
		this.socket.write(bytes);
		return this;
	}

	// No more is sent, but the answer is still wanted.
	finish() {
		this.socket.end();
	}

	close() {
		this.socket.destroy();
	}

	// Breaks the connection off: an RST.
	reset() {
		this.socket.resetAndDestroy();
	}

	// Returns what is_there() does, once that is true.
	async until(is_there, what) {
		const late = Date.now() + WAIT_MS;

		for (;;) {
			const found = is_there(this.text);
			if (found)
				return found;
			if (this.ended)
				throw new Error(`${what}: ended after ` +
					JSON.stringify(this.text.slice(-400)));
			if (Date.now() > late)
				throw new Error(`${what}: late after ` +
					JSON.stringify(this.text.slice(-400)));
			await new Promise((resolve) => {
				const timer = setTimeout(resolve, WAIT_MS);
				this.wakes.push(() => {
					clearTimeout(timer);
					resolve();
				});
			});
		}
	}

	has(text) {
		return this.until((got) => got.includes(text), text);
	}

	async end() {
		while (!this.ended)
			await this.until(() => this.ended, 'the end');
		return this.text;
	}

	// Takes the next answer off: { status, body }.
	async answer() {
		const found = await this.until((text) => {
			const head = text.indexOf('\r\n\r\n');
			if (head < 0)
				return null;
			const length = /^content-length: *(\d+)/im.exec(
				text.slice(0, head));
			const end = head + 4 + Number(length?.[1] ?? 0);
			return text.length < end ? null : { head, end };
		}, 'an answer');
		const status = Number(this.text.slice(9, 12));
		const body = this.text.slice(found.head + 4, found.end);

		this.text = this.text.slice(found.end);
		return { status, body };
	}

	// Sends a request, and returns its answer.
	async ask(method, path, body, fields = {}) {
		this.send(request(method, path, body, fields));
		return this.answer();
	}
}

export function request(method, path, body, fields = {}) {
	const all = { Host: '127.0.0.1', ...fields };

	if (body !== undefined)
		all['Content-Length'] = Buffer.byteLength(body);
	return `${method} ${path} HTTP/1.1\r\n` +
		Object.entries(all).map(([k, v]) => `${k}: ${v}\r\n`).join('') +
		`\r\n${body ?? ''}`;
}

// Returns the events of a stream: [{ id, event, topic, data }].
export function events(text) {
	const found = [];

	for (const block of text.split('\n\n')) {
		const ev = { event: 'message' };
		for (const line of block.split('\n')) {
			const field = /^(\w+): ?(.*)$/.exec(line);
			if (field)
				ev[field[1]] = field[2];
		}
		if (ev.data !== undefined)
			found.push(ev);
	}
	return found;
}

// Returns the sid of a stream that said ssed.open.
export async function opened(peer) {
	return peer.until((text) =>
		/"sid":"([^"]+)".*\n\n/.exec(text)?.[1], 'ssed.open');
}
