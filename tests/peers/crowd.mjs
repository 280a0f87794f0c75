// crowd.mjs PORT - a hundred unlike clients at once.
//
// Those who follow "canary" open their streams.  Then all others do what they
// do, while a publisher sends the numbers 1 to CANARIES there, one at a time.
// Whoever reads must get all that is for it, each once and in order; whoever
// publishes must get its receipts.  A kind of client is a row of `kinds`: a
// function that opens, and returns what is to be done once all did.
// Prints what went wrong, and "clients=N wrong=N"; exits with 1 if anything.
// --cors=https://app.example is wanted, --users and --topics are not.
import { Peer, events, opened, request } from './peer.mjs';

const port = Number(process.argv[2]);
const CANARIES = 200;
const BURSTS = 20; /* requests of a publisher */
const BURST = 10; /* events in each */
const HEAVY = 'x'.repeat(100000);
const HEAVIES = 60;

const browser = {
	'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0',
	Accept: 'text/event-stream', 'Accept-Language': 'en,de;q=0.5',
	'Accept-Encoding': 'gzip, deflate, br, zstd',
	Origin: 'https://app.example', Referer: 'https://app.example/page',
	'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Mode': 'cors',
	'Sec-Fetch-Site': 'cross-site', Connection: 'keep-alive',
	Priority: 'u=4', Pragma: 'no-cache', 'Cache-Control': 'no-cache',
};

function numbers(count, map = (n) => String(n)) {
	return Array.from({ length: count }, (_, i) => map(i + 1));
}

function same(got, want, what) {
	if (JSON.stringify(got) === JSON.stringify(want))
		return;
	throw new Error(`${what}: ${got.length} of ${want.length}, ` +
		JSON.stringify(got).slice(0, 300));
}

// The data of what is not the hub's own, on one topic if that is given.
function data(text, topic) {
	return events(text)
		.filter((ev) => !ev.event.startsWith('ssed.'))
		.filter((ev) => topic === undefined || ev.topic === topic)
		.map((ev) => ev.data);
}

// A follower of the canary: all comes, once, and in order.
async function follows(peer, name) {
	await opened(peer);
	return async () => {
		await peer.has(`data: ${CANARIES}\n\n`);
		same(data(peer.text), numbers(CANARIES), name);
		peer.close();
	};
}

function ask(method, path, body, fields) {
	const peer = new Peer(port);
	return peer.ask(method, path, body, { Connection: 'close', ...fields });
}

function expect(answer, status) {
	if (answer.status !== status)
		throw new Error(`${answer.status}, not ${status}: ` +
			answer.body.slice(0, 300));
	return answer;
}

const lines = { 'Content-Type': 'application/x-ndjson' };

// Where nothing says that a stream is open: its first event does.
async function hears(peer, topic, what) {
	let heard = false;
	const first = peer.has(what).then(() => { heard = true; });
	while (!heard) {
		expect(await ask('POST', `/events/${topic}`, what), 200);
		await Promise.race([first,
			new Promise((resolve) => setTimeout(resolve, 20))]);
	}
}

const kinds = [
	{ name: 'browser', count: 8, open: (name) => follows(new Peer(port)
		.send(request('GET', '/events/canary', undefined, browser)),
	name) },
	{ name: 'curl', count: 6, open: (name) => follows(new Peer(port)
		.send(request('GET', '/events?topic=canary', undefined,
			{ 'User-Agent': 'curl/7.88.1', Accept: '*/*' })),
	name) },
	{ name: 'http10', count: 4, open: (name) => follows(new Peer(port)
		.send('GET /events/canary HTTP/1.0\r\n\r\n'), name) },
	{ name: 'half', count: 4, async open(name) {
		const peer = new Peer(port)
			.send(request('GET', '/events/canary'));
		peer.finish();
		return follows(peer, name);
	} },
	{ name: 'slow', count: 6, open: (name, i) => follows(
		new Peer(port, { bytes: 5 + i })
			.send(request('GET', '/events/canary')), name) },
	{ name: 'batch', count: 4, async open(name, i) {
		const peer = new Peer(port).send(request('GET',
			`/events/canary?batch=${7 + i},100`));
		await opened(peer);
		return async () => {
			await peer.has(`"data":"${CANARIES}"`);
			await peer.until((text) => text.endsWith('\n\n'), name);
			same(data(peer.text).flatMap((text) =>
				JSON.parse(text).map((ev) => ev.data)),
			numbers(CANARIES), name);
			peer.close();
		};
	} },
	{ name: 'ndjson', count: 4, async open(name, i) {
		const peer = new Peer(port).send(request('GET',
			`/events?topic=canary&topic=first/${name}${i}`,
			undefined, { Accept: 'application/x-ndjson' }));
		await hears(peer, `first/${name}${i}`, 'hello');
		return async () => {
			await peer.until((text) =>
				text.includes(`"data":"${CANARIES}"`) &&
				text.endsWith('\n'), name);
			same(peer.text.split('\n')
				.filter((line) => line.startsWith('{'))
				.map((line) => JSON.parse(line))
				.filter((ev) => ev.topic === 'canary')
				.map((ev) => ev.data), numbers(CANARIES), name);
			peer.close();
		};
	} },
	{ name: 'text', count: 4, async open(name, i) {
		const peer = new Peer(port).send(request('GET',
			`/events?topic=canary&topic=first/${name}${i}`,
			undefined, { Accept: 'text/plain' }));
		await hears(peer, `first/${name}${i}`, 'hello');
		return async () => {
			await peer.has(`\n${CANARIES}\n`);
			same(peer.text.slice(peer.text.indexOf('\r\n\r\n') + 4)
				.split('\n')
				.filter((line) => /^\d+$/.test(line)),
			numbers(CANARIES), name);
			peer.close();
		};
	} },
	{ name: 'user', count: 8, async open(name, i) {
		const user = `user${i % 4}`;
		const peer = new Peer(port).send(request('GET',
			`/events/canary?user=${user}`));
		await opened(peer);
		return async () => {
			await peer.has(`data: ${CANARIES}\n\n`);
			await peer.has(`data: ${user}-${BURSTS}\n\n`);
			same(data(peer.text, 'canary'), numbers(CANARIES), name);
			same(data(peer.text, `$inbox/${user}`),
				numbers(BURSTS, (n) => `${user}-${n}`),
				`the inbox of ${name}`);
			same(data(peer.text).slice().sort(),
				[...numbers(CANARIES), ...numbers(BURSTS,
					(n) => `${user}-${n}`)].sort(), name);
			peer.close();
		};
	} },
	{ name: 'patched', count: 6, async open(name, i) {
		const peer = new Peer(port).send(request('GET',
			`/events/quiet/${i}`));
		const sid = await opened(peer);
		const change = async (body) => expect(await ask('PATCH',
			`/streams/${sid}`, JSON.stringify(body)), 200);
		await change({ add: ['canary'], remove: [`quiet/${i}`] });
		return async () => {
			for (let n = 0; n < BURSTS; n++)
				await change(n % 2 ? { remove: ['a/*', 'b'] } :
					{ add: ['a/*', 'b'] });
			await peer.has(`data: ${CANARIES}\n\n`);
			same(data(peer.text), numbers(CANARIES), name);
			peer.close();
		};
	} },
	{ name: 'wide', count: 2, async open(name) {
		const peer = new Peer(port).send(request('GET',
			'/events?topic=canary&topic=noise/**'));
		await opened(peer);
		return async () => {
			await peer.has(`topic: canary\ndata: ${CANARIES}\n\n`);
			same(data(peer.text, 'canary'), numbers(CANARIES), name);
			for (const topic of noises) {
				const last = `topic: ${topic}\ndata: ` +
					`${BURSTS * BURST}\n\n`;
				await peer.has(last);
				same(data(peer.text, topic),
					numbers(BURSTS * BURST), topic);
			}
			peer.close();
		};
	} },
	{ name: 'presence', count: 2, async open(name) {
		const peer = new Peer(port).send(request('GET',
			'/events/$ssed/*'));
		await opened(peer);
		return async () => {
			const other = new Peer(port)
				.send(request('GET', '/events/passing'));
			const sid = await opened(other);
			other.close();
			await peer.until((text) => events(text).some((ev) =>
				ev.event === 'close' && ev.data.includes(sid)),
			name);
			const told = events(peer.text).filter((ev) =>
				ev.data.includes(sid)).map((ev) => ev.event);
			same(told, ['open', 'close'], name);
			peer.close();
		};
	} },
	{ name: 'deaf', count: 8, async open() {
		const peer = new Peer(port, { deaf: true })
			.send(request('GET', '/events/heavy'));
		return async () => {
			await calmed;
			peer.close();
		};
	} },
	{ name: 'vanishing', count: 8, open: (name, i) => async () => {
		const states = ['', 'GET /eve', request('GET', '/sse'),
			request('GET', '/events/canary?since=all'),
			request('POST', '/events/gone', 'ab').slice(0, -1),
			request('GET', '/events/noise/**').repeat(3),
			request('POST', '/H?wait=30s', `{"topic":"ask/${i}"}`),
			request('GET', '/metrics')];
		for (const state of [...states, ...states]) {
			const peer = new Peer(port).send(state);
			if (/^GET .sse /.test(state))
				await opened(peer);
			else
				await new Promise((resolve) =>
					setTimeout(resolve, i));
			peer.reset();
		}
	} },
	{ name: 'pipelining', count: 4, open: (name, i) => async () => {
		const topic = `noise/${name}/${i}`;
		const peer = new Peer(port);
		for (let n = 0; n < BURSTS; n++)
			peer.send(numbers(BURST, (at) => request('POST',
				`/events/${topic}`, String(n * BURST + at)))
				.join(''));
		for (let n = 0; n < BURSTS * BURST; n++)
			expect(await peer.answer(), 200);
		peer.close();
	} },
	{ name: 'keeping', count: 6, open: (name, i) => async () => {
		const peer = new Peer(port);
		for (let n = 1; n <= BURSTS * BURST; n++)
			expect(await peer.ask('POST',
				`/events/noise/${name}/${i}`, String(n),
				i % 2 ? browser : {}), 200);
		peer.close();
	} },
	{ name: 'bulk', count: 4, open: (name, i) => async () => {
		const peer = new Peer(port);
		for (let n = 0; n < BURSTS; n++) {
			const { body } = expect(await peer.ask('POST',
				'/publish', numbers(BURST, (at) =>
					JSON.stringify({
						topic: `noise/${name}/${i}`,
						data: String(n * BURST + at),
					}) + '\n').join(''), lines), 200);
			if (JSON.parse(body).accepted !== BURST)
				throw new Error(`${name}: ${body}`);
		}
		peer.close();
	} },
	{ name: 'garbage', count: 6, open: (name, i) => async () => {
		const rubbish = [
			'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
			'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
			'\0'.repeat(100) + '\r\n\r\n',
			`GET /${'a'.repeat(30000)} HTTP/1.1\r\n\r\n`,
			`GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(9000)}\r\n`,
			'POST /publish HTTP/1.1\r\nHost: x\r\n' +
				'Content-Length: -1\r\n\r\n',
			'POST /publish HTTP/1.1\r\nHost: x\r\n' +
				'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
			'POST /publish HTTP/1.1\r\nHost: x\r\n' +
				'Content-Length: 99999999999\r\n\r\n',
			'GET  /  HTTP/9.9\r\n\r\n', '{"id":"42"}\r\n\r\n'];
		for (let n = 0; n < rubbish.length; n++) {
			const peer = new Peer(port).send(
				Buffer.from(rubbish[(n + i) % rubbish.length],
					'latin1'));
			const text = await peer.end();
			if (text !== '' && !/^HTTP\/1.1 [45]/.test(text))
				throw new Error(`${name} ${(n + i) %
					rubbish.length}: ${text}`);
			peer.close();
		}
	} },
	{ name: 'slowloris', count: 4, open: (name, i) => async () => {
		const text = request('GET', '/sse', undefined, browser);
		const peer = new Peer(port);
		let at = 0, calm = false;
		calmed.then(() => { calm = true; });
		while (!calm && !peer.ended && at < text.length - 4) {
			peer.send(text[at++]);
			await new Promise((resolve) =>
				setTimeout(resolve, 20 + 10 * i));
		}
		peer.close();
	} },
	{ name: 'asking', count: 2, open: (name, i) => async () => {
		for (let n = 0; n < BURSTS; n++) {
			const id = `${name}${i}-${n}`;
			const asked = new Peer(port);
			const wait = asked.ask('POST', '/H?wait=30s',
				JSON.stringify({ id, topic: `ask/${i}` }));
			let answer;
			do
				answer = await ask('POST', '/C?user=ann',
					JSON.stringify({ id }));
			while (answer.status === 404);
			expect(answer, 200);
			const { body } = expect(await wait, 200);
			if (JSON.parse(body).ledger.state !== 'confirmed')
				throw new Error(`${name}: ${body}`);
			asked.close();
		}
	} },
];

const noises = kinds
	.filter((kind) => ['pipelining', 'keeping', 'bulk'].includes(kind.name))
	.flatMap((kind) => numbers(kind.count,
		(n) => `noise/${kind.name}/${n - 1}`));
let calm;
const calmed = new Promise((resolve) => { calm = resolve; });
const wrong = [];

function blame(name) {
	return (error) => { wrong.push(`${name}: ${error.message}`); };
}

async function publishAll() {
	const peer = new Peer(port), inbox = new Peer(port);

	for (let n = 1; n <= CANARIES; n++) {
		expect(await peer.ask('POST', '/events/canary', String(n)), 200);
		if (n <= BURSTS)
			for (const user of ['user0', 'user1', 'user2', 'user3'])
				expect(await inbox.ask('POST', '/publish',
					JSON.stringify({ to: user,
						data: `${user}-${n}` })), 200);
		if (n <= HEAVIES)
			expect(await inbox.ask('POST', '/events/heavy', HEAVY),
				200);
	}
	peer.close();
	inbox.close();
}

const clients = kinds.flatMap((kind) => numbers(kind.count, (n) => ({
	name: kind.name, open: kind.open, number: n - 1 })));
const acts = await Promise.all(clients.map((client) =>
	Promise.resolve(client.open(client.name, client.number))
		.catch(blame(client.name))));
console.log('open');
const canary = publishAll().catch(blame('the canary'));
const done = acts.map((act, i) =>
	act && act().catch(blame(clients[i].name)));

// Who makes trouble goes on until all others are served.
const trouble = ['deaf', 'slowloris'];
await Promise.all([canary, ...done.filter((_, i) =>
	!trouble.includes(clients[i].name))]);
calm();
await Promise.all(done);
for (const line of wrong)
	console.log(line);
console.log(`clients=${clients.length} wrong=${wrong.length}`);
process.exit(wrong.length > 0 ? 1 : 0);
