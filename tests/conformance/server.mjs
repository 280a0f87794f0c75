// A server that answers as a scenario tells it, byte by byte.
//
// Each request takes the next answer of a list, and the last one answers all
// that follow.  An answer is a list of what is done, one after the other:
//	"text"   a packet, as Latin-1
//	number   a pause of so many milliseconds
//	STAY     nothing more, and the connection is open for the next request
//	RESET    the connection is broken off
//	GONE     the same, and for a while nobody listens
//	LEFT     the same, and nobody listens any more
// At its end the connection ends.  "$PORT" in a text is the server's port.
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export const STAY = Symbol('stay'), RESET = Symbol('reset'),
	GONE = Symbol('gone'), LEFT = Symbol('left');

const GONE_MS = 300;

export class Server {
	asked = []; // the requests
	connections = 0;
	#answers;
	#listener = null;
	#sockets = new Set();
	#where = null;

	constructor(answers) {
		this.#answers = answers;
	}

	// where: as net.Server.listen() takes it.
	async listen(where) {
		this.#listener = net.createServer((s) => this.#serve(s));
		await new Promise((done, fail) => this.#listener
			.on('error', fail).listen(where, done));
		this.#where = where.path ? where :
			{ ...where, port: this.#listener.address().port };
	}

	get port() {
		return this.#where.port;
	}

	close() {
		this.#listener.close();
		for (const socket of this.#sockets)
			socket.destroy();
	}

	#serve(socket) {
		let text = '';

		this.connections++;
		this.#sockets.add(socket.setNoDelay(true));
		socket.on('error', () => {});
		socket.on('close', () => this.#sockets.delete(socket));
		socket.setEncoding('latin1').on('data', (part) => {
			// Sent before the end was seen: it is sent again.
			if (socket.writableEnded)
				return;
			text += part;
			const length = /^content-length: *(\d+)\r$/im.exec(text);
			const end = text.indexOf('\r\n\r\n') + 4 +
				Number(length?.[1] ?? 0);

			if (!text.includes('\r\n\r\n') || text.length < end)
				return;
			this.asked.push(text);
			text = '';
			const turn = Math.min(this.asked.length,
				this.#answers.length) - 1;
			this.#answer(socket, this.#answers[turn]);
		});
	}

	async #answer(socket, acts) {
		for (const act of acts) {
			if (socket.destroyed)
				return;
			if (typeof act === 'number')
				await pause(act);
			else if (act === STAY)
				return;
			else if (act === RESET || act === GONE || act === LEFT)
				await this.#leave(socket, act);
			else
				await new Promise((done) => socket.write(
					act.replaceAll('$PORT', this.port),
					'latin1', done));
		}
		socket.end();
	}

	async #leave(socket, act) {
		// What was written is on its way first.
		await pause(5);
		if (act !== RESET)
			this.#listener.close();
		socket.resetAndDestroy();
		if (act !== GONE)
			return;
		await pause(GONE_MS);
		await this.listen(this.#where);
	}
}
