// come_and_go.mjs PORT PID ROUNDS VISITS EVENTS [FLAT]
//
// In each round, VISITS clients of all kinds come and go (visits.mjs), many at
// once, while EVENTS events are published in bulk and followers who stay read
// them.  After each, all who came are gone: the hub's streams, users,
// connections and descriptors must be what they were, its topics those whose
// events have no end.  Prints a line a round.
// With FLAT, the most memory at the end of a round of the last quarter may be
// at most so many per cent above that of the second quarter.
// Exits with 1 and says why if anything is not as it should be.
import fs from 'node:fs';
import { Peer, opened, request } from './peer.mjs';
import { bulk, visits } from './visits.mjs';

const [port, pid, rounds, visitsARound, eventsARound, flat] =
	process.argv.slice(2).map(Number);
const AT_ONCE = 32;
const BULK = 500;
const CALM_MS = 40000;

const staying = { topics: 'ask,kept,main', log_topics: 45 };
const control = new Peer(port);
const kinds = Object.entries(visits);
const done = {};
let visit = 0, event = 0, connections = 0;

function sleep(ms) {
	return new Promise((resolve) => { setTimeout(resolve, ms); });
}

async function get(path) {
	const { status, body } = await control.ask('GET', path);

	if (status !== 200)
		throw new Error(`${path}: ${status}`);
	return body;
}

async function metrics() {
	const found = {};

	for (const line of (await get('/metrics')).split('\n')) {
		const [name, value] = line.split(' ');
		if (/^(ssed_|process_)/.test(name))
			found[name] = Number(value);
	}
	return found;
}

function descriptors() {
	return fs.readdirSync(`/proc/${pid}/fd`).length;
}

function rssKib() {
	return Number(/VmRSS:\s*(\d+)/.exec(
		fs.readFileSync(`/proc/${pid}/status`, 'latin1'))[1]);
}

// What is there while nobody is but us and who stays.
async function state() {
	const m = await metrics();
	const users = JSON.parse(await get('/users'));

	connections = m.ssed_connections_accepted_total;
	return {
		streams: m.ssed_streams,
		listed: JSON.parse(await get('/streams')).count,
		users: users.users.map((u) => u.user).sort().join(),
		connections: m.ssed_connections,
		descriptors: descriptors(),
		blocked: m.ssed_streams_blocked,
	};
}

// Waits until what get_now() returns is what it should be.
async function settle(get_now, want) {
	const late = Date.now() + CALM_MS;

	for (;;) {
		const now = await get_now();
		if (JSON.stringify(now) === JSON.stringify(want))
			return;
		if (Date.now() > late)
			throw new Error(`it is ${JSON.stringify(now)}, not ` +
				JSON.stringify(want));
		await sleep(50);
	}
}

async function visitor(last) {
	while (visit < last) {
		const n = visit++;
		const [name, come] = kinds[n % kinds.length];
		await come(port, n).catch((error) => {
			throw new Error(`${name} ${n}: ${error.message}`);
		});
		done[name] = (done[name] ?? 0) + 1;
	}
}

async function publisher(last) {
	while (event < last) {
		const count = Math.min(BULK, last - event);
		const { status, body } = await control.ask('POST', '/publish',
			bulk(event, count),
			{ 'Content-Type': 'application/x-ndjson' });
		event += count;
		if (status !== 200 || JSON.parse(body).accepted !== count)
			throw new Error(`bulk: ${status} ${body}`);
	}
}

async function stay(path) {
	const peer = new Peer(port).send(request('GET', path));

	await opened(peer);
	// What it was sent is not kept.
	setInterval(() => { peer.text = peer.text.slice(-200); }, 200).unref();
	return peer;
}

async function topics() {
	const { topics: found } = JSON.parse(await get('/topics'));

	return found.map((t) => t.topic.replace(/\/\d+$/, ''))
		.sort().filter((t, i, all) => t !== all[i - 1]).join();
}

// Those whose events have no end, each once; and what they hold.
async function forgotten() {
	const m = await metrics();

	return { topics: await topics(), log_topics: m.ssed_log_topics };
}

function checkMemory(rss) {
	const most = (from, to) => Math.max(...rss.slice(
		Math.floor(rss.length * from), Math.floor(rss.length * to)));
	const early = most(0.25, 0.5), late = most(0.75, 1);
	const grown = (late / early - 1) * 100;

	console.log(`memory: ${early} KiB at most in the second quarter, ` +
		`${late} KiB in the last: ${grown.toFixed(1)} %`);
	if (flat && grown > flat)
		throw new Error(`it grew by more than ${flat} %`);
}

async function run() {
	const rss = [];
	const stayers = [await stay('/events/main/**?user=ann'),
		await stay('/sse?batch=50,100'), await stay('/events/$ssed/*')];
	const before = await state();
	const started = Date.now();

	for (let round = 1; round <= rounds; round++) {
		await Promise.all([publisher(round * eventsARound),
			...Array.from({ length: AT_ONCE },
				() => visitor(round * visitsARound))]);
		await settle(state, before);
		await settle(forgotten, staying);
		const m = await metrics();
		rss.push(rssKib());
		console.log([round, visit, connections,
			m.ssed_events_taken_total, rss.at(-1), descriptors(),
			m.ssed_log_events, m.ssed_log_topics,
			Math.round((Date.now() - started) / 1000)].join('\t'));
	}
	for (const peer of stayers) {
		if (peer.ended)
			throw new Error('one who stayed was sent away: ' +
				peer.text.slice(-300));
		peer.close();
	}
	checkMemory(rss);
}

console.log('round\tvisits\tconns\tevents\tRSS KiB\tfds\tkept\ttopics\ts');
try {
	await run();
	console.log(`connections=${connections} events=${event} ` +
		`kinds=${Object.keys(done).length} wrong=0`);
	process.exit(0);
} catch (error) {
	console.log(error.message);
	process.exit(1);
}
