// visits.mjs - clients that come, do a thing and go; each kind of them leaves
// something behind that the hub has to forget.
//
// A visit is a function of the hub's port and a number that no other visit
// has.  It opens a connection, sometimes one or two more, and throws if it is
// not served as is its due.
import { Peer, opened, request } from './peer.mjs';

const TOPICS = 20; /* whose events stay */
const json = JSON.stringify;

function expect(answer, ...statuses) {
	if (!statuses.includes(answer.status))
		throw new Error(`${answer.status}, not ${statuses}: ` +
			answer.body.slice(0, 300));
	return answer.body;
}

async function ask(port, method, path, body, ...statuses) {
	const peer = new Peer(port);
	const answer = await peer.ask(method, path, body);

	peer.close();
	return expect(answer, ...statuses);
}

// A stream that is open, and how it ends.
async function follow(port, path, fields) {
	const peer = new Peer(port).send(request('GET', path, undefined, fields));
	peer.sid = await opened(peer);
	return peer;
}

const text = { Accept: 'text/plain' };
const nowhere = 'quiet';

export const visits = {
	async leave(port, n) {
		(await follow(port, `/events/main/${n % TOPICS}`)).close();
	},
	async vanish(port) {
		(await follow(port, '/events/main/*')).reset();
	},
	async half(port, n) {
		const peer = await follow(port, `/events/${nowhere}/${n}`);
		peer.finish();
		peer.close();
	},
	async user(port, n) {
		const peer = await follow(port, `/events/${nowhere}?user=u${n}`);
		await ask(port, 'POST', '/publish',
			json({ to: `u${n}`, data: 'psst', ttl: 1 }), 200);
		await peer.has('data: psst\n\n');
		peer.close();
	},
	async replay(port) {
		const peer = new Peer(port)
			.send(request('GET', '/events/main/**?since=all&poll=1'));
		await peer.end();
		peer.close();
	},
	async deaf(port) {
		const peer = new Peer(port, { deaf: true })
			.send(request('GET', '/events/main/**?since=all'));
		await ask(port, 'GET', '/healthz', undefined, 200);
		peer.reset();
	},
	async batch(port, n) {
		const peer = await follow(port,
			`/events/first/${n}?batch=3,60000`);
		await ask(port, 'POST', `/events/first/${n}?ttl=1`, 'x', 200);
		peer.close();
	},
	async lines(port, n) {
		const peer = new Peer(port).send(request('GET',
			`/events/main/**?since=all&n=${1 + n % 30}`, undefined,
			{ Accept: 'application/x-ndjson' }));
		await peer.end();
		peer.close();
	},
	async text(port) {
		const peer = new Peer(port).send(request('GET',
			'/events/main/**?since=all&n=3', undefined, text));
		await peer.end();
		peer.close();
	},
	async patch(port, n) {
		const peer = await follow(port, `/events/before/${n}`);
		for (const change of [{ add: [`after/${n}`, `wild/${n}/*`] },
			{ remove: [`before/${n}`] }])
			await ask(port, 'PATCH', `/streams/${peer.sid}`,
				json(change), 200);
		await ask(port, 'POST', `/events/after/${n}?ttl=1`, 'x', 200);
		await peer.has('data: x\n\n');
		peer.close();
	},
	async presence(port, n) {
		const peer = await follow(port, '/events/$ssed/*');
		(await follow(port, `/events/seen/${n}?user=s${n}`)).close();
		await peer.has(`"seen/${n}"`);
		peer.close();
	},
	async kick(port, n) {
		const peer = await follow(port, `/events/${nowhere}?user=k${n}`);
		if (n % 2)
			await ask(port, 'DELETE', `/users/k${n}`, undefined, 200);
		else
			await ask(port, 'DELETE', `/streams/${peer.sid}`,
				undefined, 204);
		await peer.has('"reason":"kicked"');
		peer.close();
	},
	async tell(port) {
		const peer = await follow(port, `/events/${nowhere}`);
		await ask(port, 'POST', `/streams/${peer.sid}`, 'x', 200);
		await peer.has('data: x\n\n');
		peer.reset();
	},
	async wait(port, n) {
		const peer = new Peer(port).send(request('POST', '/H?wait=1h',
			json({ id: `w${n}`, to: `u${n}`, ttl: 2 })));
		await ask(port, 'GET', '/healthz', undefined, 200);
		if (n % 2)
			peer.reset();
		else
			peer.close();
	},
	async confirm(port, n) {
		const peer = new Peer(port);
		const id = `h${n}`;
		expect(await peer.ask('POST', '/H?user=boss',
			json({ id, topic: `ask/${n % 5}`, quorum: 2,
				ttl: 5 })), 200);
		for (const user of ['ann', 'bob'])
			expect(await peer.ask('POST', `/C?user=${user}`,
				json({ id, ok: n % 3 > 0 })), 200);
		peer.close();
	},
	async expire(port, n) {
		await ask(port, 'POST', '/H',
			json({ id: `e${n}`, to: `u${n}`, ttl: 1 }), 200);
	},
	async ttl(port, n) {
		await ask(port, 'POST', `/events/short/${n}?ttl=1`, 'x', 200);
	},
	async retain(port, n) {
		await ask(port, 'POST', `/events/kept/${n % TOPICS}?retain=1`,
			'x'.repeat(n % 500), 200);
		await ask(port, 'POST', `/events/kept/short/${n}?retain=1&ttl=1`,
			'x', 200);
	},
	async remove(port, n) {
		await ask(port, 'POST', `/events/one/${n}?id=r${n}`, 'x', 200);
		await ask(port, 'DELETE', `/messages/r${n}`, undefined, 200, 204);
	},
	async close(port, n) {
		const peer = await follow(port, `/events/closed/${n}-0`);
		const other = new Peer(port);
		for (let i = 0; i < 8; i++) {
			const topic = `closed/${n}-${i}`;
			expect(await other.ask('POST',
				`/events/${topic}?retain=1`, 'x'), 200);
			expect(await other.ask('DELETE', `/topics/${topic}`),
				200);
		}
		other.close();
		await peer.has('"reason":"closed"');
		peer.close();
	},
	async repeat(port, n) {
		const peer = new Peer(port);
		const path = `/events/main/0?id=d${n}`;
		for (const body of ['x', 'x', 'y'])
			expect(await peer.ask('POST', path, body), 200, 409);
		peer.close();
	},
	async pipeline(port, n) {
		const peer = new Peer(port).send(request('POST',
			`/events/main/${n % TOPICS}`, 'x'.repeat(n % 300))
			.repeat(20));
		for (let i = 0; i < 20; i++)
			expect(await peer.answer(), 200);
		peer.close();
	},
	async mercure(port, n) {
		const peer = new Peer(port).send(request('GET',
			`/.well-known/mercure?topic=m/${n}`));
		await peer.has('\r\n\r\n');
		peer.close();
	},
	async look(port) {
		for (const path of ['/', '/metrics', '/topics/main/0'])
			await ask(port, 'GET', path, undefined, 200, 404);
	},
	async refused(port, n) {
		await ask(port, 'GET', `/nothing/${n}`, undefined, 404);
		await ask(port, 'PUT', '/events/a', undefined, 405);
		await ask(port, 'POST', '/publish', '{"topic"', 400);
		await ask(port, 'GET', `/messages/none${n}`, undefined, 404);
		await ask(port, 'DELETE', `/topics/none/${n}`, undefined, 404);
	},
	async garbage(port) {
		const peer = new Peer(port).send('\0\x16\x03 what?\r\n\r\n');
		await peer.end();
		peer.close();
	},
	async unfinished(port, n) {
		const states = ['', 'GET /ev', 'POST /H HTTP/1.1\r\nHost: x\r\n',
			request('POST', '/publish', 'abc').slice(0, -1),
			request('GET', '/metrics').repeat(30)];
		const peer = new Peer(port).send(states[n % states.length]);
		await ask(port, 'GET', '/healthz', undefined, 200);
		if (n % 2)
			peer.reset();
		else
			peer.close();
	},
};

// Returns lines for POST /publish: topics that stay and topics that do not,
// users, what is retained, ids of the publisher's own, and what nobody answers.
export function bulk(n, count) {
	const rows = [
		(i) => ({ topic: `main/${i % TOPICS}` }),
		(i) => ({ topic: `main/${i % TOPICS}`, id: `b${i}` }),
		(i) => ({ topic: `bulk/${i}`, ttl: 1 }),
		(i) => ({ topic: `main/${i % TOPICS}`, event: `type${i}` }),
		(i) => ({ to: `v${i}`, ttl: 1 }),
		(i) => ({ topic: `main/${i % TOPICS}`, to: [`v${i}`, 'ann'] }),
		(i) => ({ topic: `kept/${i % TOPICS}`, retain: true }),
		(i) => ({ topic: `kept/b/${i}`, retain: true, ttl: 1 }),
		(i) => ({ topic: `main/${i % TOPICS}`, event: 'ping' }),
		(i) => ({ topic: `bulk/${i}`, ttl: 1 }),
		(i) => ({ topic: `main/${i % TOPICS}`, retry: i }),
		(i) => ({ topic: `bulk/${i}`, event: 'H', ttl: 1 }),
	];
	let lines = '';

	for (let i = n; i < n + count; i++)
		lines += json({ ...rows[i % rows.length](i),
			data: `${i} ${'x'.repeat(i % 200)}` }) + '\n';
	return lines;
}
