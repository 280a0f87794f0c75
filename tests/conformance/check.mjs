// Feeds every row of rows.tsv to sse-cat, split in one way, and compares what it
// prints, and what it asks for when it comes again.
//
//	node check.mjs WAY [SEED COUNT]
//
// With a seed: COUNT streams that are drawn by chance, instead of the table.
// Many rows go through one sse-cat, each as a URL of its own.
import { spawn } from 'node:child_process';
import net from 'node:net';
import { draw, interpret } from './reference.mjs';
import { parts, rows as table, transcribe } from './rows.mjs';

const URLS_MAX = 64;
const WAIT_MS = 100000;
const SLOW_MS = 1000;

const [name, seed, count] = process.argv.slice(2);
const rows = seed === undefined ? table : draw(Number(seed), Number(count));

// Cuts bytes behind each place that is one.
function cut(bytes, isPlace) {
	const pieces = [];
	let from = 0;

	for (let at = 1; at <= bytes.length; at++)
		if (at === bytes.length || isPlace(bytes, at)) {
			pieces.push(bytes.subarray(from, at));
			from = at;
		}
	return pieces;
}

const everywhere = () => true;
const insideEnds = (bytes, at) => bytes[at - 1] === 0x0d;
const insideCharacters = (bytes, at) => bytes[at - 1] >= 0x80;
const insideNames = (bytes, at) => /(^|[\r\n])\w{1,3}$/.test(
	bytes.toString('latin1', Math.max(0, at - 4), at));
const atThrees = (bytes, at) => at % 3 === 0;
const atLines = (bytes, at) => bytes[at - 1] === 0x0a;

function chunk(piece) {
	return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`),
		piece, Buffer.from('\r\n')]);
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n');

// Returns the body as chunks, cut where isPlace says.
const chunks = (bytes, isPlace) => [...cut(bytes, isPlace).map(chunk),
	LAST_CHUNK];

// A way: the header that says where the body ends, and the pieces, which are
// written one by one, each as a packet of its own.
const chunked = 'Transfer-Encoding: chunked';
const closing = 'Connection: close';
const ways = {
	whole: (b) => [`Content-Length: ${b.length}`, [b]],
	'until-the-end': (b) => [closing, [b]],
	'packets-of-a-byte': (b) => [closing, cut(b, everywhere)],
	'packets-of-three-bytes': (b) => [closing, cut(b, atThrees)],
	'packets-cut-in-line-ends': (b) => [closing, cut(b, insideEnds)],
	'packets-cut-in-characters': (b) => [closing, cut(b, insideCharacters)],
	'packets-cut-in-names': (b) => [closing, cut(b, insideNames)],
	'packets-of-a-line': (b) => [closing, cut(b, atLines)],
	'chunks-of-a-byte': (b) =>
		[chunked, [Buffer.concat(chunks(b, everywhere))]],
	'chunks-of-a-byte-each-a-packet': (b) =>
		[chunked, chunks(b, everywhere)],
	'chunks-cut-in-line-ends': (b) =>
		[chunked, [Buffer.concat(chunks(b, insideEnds))]],
	'chunks-that-packets-cut': (b) =>
		[chunked, cut(Buffer.concat(chunks(b, atLines)), atThrees)],
};

// Writes the pieces, each once the one before is on its way.
function write(socket, pieces, then) {
	const [first, ...rest] = pieces;

	if (first === undefined)
		return then();
	return socket.write(first, () =>
		setImmediate(() => write(socket, rest, then)));
}

// Answers /N with row N the first time, and then with 204.
function serve(way, seen) {
	return (socket) => {
		socket.setNoDelay(true).on('error', () => {});
		socket.setEncoding('latin1').on('data', (text) => {
			const at = Number(/^GET \/(\d+) /.exec(text)[1]);
			const id = /^last-event-id: (.*)\r$/im.exec(text);

			if (seen.has(at)) {
				seen.set(at, id ? id[1] : '');
				return socket.write('HTTP/1.1 204 No\r\n\r\n');
			}
			seen.set(at, undefined);
			const [field, pieces] = way(rows[at].stream);
			const head = 'HTTP/1.1 200 OK\r\n' + field +
				'\r\nContent-Type: text/event-stream\r\n\r\n';
			return write(socket, [Buffer.from(head), ...pieces],
				() => field === closing && socket.end());
		});
	};
}

// Runs sse-cat; returns its lines by the number of their row.
function follow(port, numbers, options) {
	const urls = numbers.map((at) => `http://127.0.0.1:${port}/${at}`);
	const child = spawn('sse-cat', [...options, ...urls],
		{ timeout: WAIT_MS, env: { ...process.env, no_proxy: '*' } });
	const told = new Map(numbers.map((at) => [at, '']));
	let out = '', said = '';

	child.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
	child.stderr.setEncoding('utf8').on('data', (text) => { said += text; });
	return new Promise((resolve) => child.on('close', (status) => {
		for (const line of out.split('\n').filter((l) => l !== '')) {
			const { event, data, id, topic, url } = JSON.parse(line);
			const at = urls.length > 1 ?
				Number(url.split('/')[3]) : numbers[0];
			told.set(at, told.get(at) +
				transcribe(event, data, id, topic));
		}
		resolve({ told, said, status });
	}));
}

async function check(name) {
	const seen = new Map();
	const faults = [];
	const expect = (at, what, got, wanted) => got === wanted ||
		faults.push(`${rows[at].name}: ${what}: got ${
			JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
	const listener = net.createServer(serve(ways[name], seen));

	await new Promise((done) => listener.listen(0, '127.0.0.1', done));
	const numbers = rows.map((row, at) => at)
		.filter((at) => parts(rows[at]).ms <= SLOW_MS);
	for (let from = 0; from < numbers.length; from += URLS_MAX) {
		const some = numbers.slice(from, from + URLS_MAX);
		const { told, said, status } = await follow(
			listener.address().port, some,
			['--retry=1', '--retry-delay=0']);
		for (const at of some) {
			const wanted = parts(rows[at]);
			expect(at, 'events', told.get(at), wanted.told);
			expect(at, 'asks for what came after', seen.has(at) &&
				Buffer.from(seen.get(at) ?? 'NOTHING', 'latin1')
					.toString(), wanted.id);
		}
		if (status !== 0 || said !== '')
			faults.push(`status ${status}: ${said}`);
	}
	listener.close();
	for (const at of rows.keys())
		expect(at, 'by the standard', interpret(rows[at].stream),
			rows[at].events);
	console.log([...faults, `${numbers.length} rows, ${faults.length} faults`]
		.join('\n'));
	return faults.length;
}

if (ways[name] === undefined) {
	console.error(`ways: ${Object.keys(ways).join(' ')}`);
	process.exit(2);
}
process.exit(await check(name) > 0 ? 1 : 0);
