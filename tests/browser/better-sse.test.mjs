/*
 * sse-cat follows a server of npm's better-sse, which stands for those that
 * are built with a library: what it sends is printed, and what sse-cat asks
 * for when it comes again is what the library understands.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { promisify } from "node:util";
import { createChannel, createEventBuffer, createSession } from "better-sse";
import { BIN } from "./hub.mjs";

const WAIT_MS = 20000;
let server, url, serve;

before(async () => {
	server = createServer((request, response) => serve(request, response));
	await new Promise((done) => server.listen(0, "127.0.0.1", done));
	url = `http://127.0.0.1:${server.address().port}/`;
});

afterEach(() => server.closeAllConnections());

after(() => server.close());

/* Runs sse-cat, and returns its lines. */
async function cat(...options) {
	const { stdout } = await promisify(execFile)(join(BIN, "sse-cat"),
		[...options, url], { timeout: WAIT_MS });

	return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

test("what a session pushes is printed", async () => {
	serve = async (request, response) => {
		const session = await createSession(request, response);

		session.push("hello\nthere", "greeting", "1");
		session.push({ "caf\u00e9": [1, null] }, undefined, "2");
		session.push("");
	};
	const events = await cat("-n3");

	assert.deepEqual(events.slice(0, 2), [
		{ event: "greeting", id: "1",
			data: JSON.stringify("hello\nthere") },
		{ event: "message", id: "2",
			data: JSON.stringify({ "caf\u00e9": [1, null] }) },
	]);
	assert.equal(events[2].data, '""');
});

test("a session that ends is taken up by its last id, in its time", async () => {
	const asked = [];

	serve = async (request, response) => {
		const session = await createSession(request, response,
			{ retry: 1 });
		const next = Number(session.lastId || 0) + 1;

		asked.push(session.lastId);
		session.push(next, "message", String(next));
		response.end();
	};
	const events = await cat("-n5");

	assert.deepEqual(events.map(({ data }) => data),
		["1", "2", "3", "4", "5"]);
	assert.deepEqual(asked, ["", "1", "2", "3", "4"]);
});

test("what a channel broadcasts comes to every sse-cat", async () => {
	const channel = createChannel();

	serve = async (request, response) => {
		channel.register(await createSession(request, response));
		if (channel.sessionCount === 3)
			for (let n = 0; n < 100; n++)
				channel.broadcast(n, "tick", { eventId: `${n}` });
	};
	const all = await Promise.all([1, 2, 3].map(() => cat("-n100")));

	for (const events of all)
		assert.deepEqual(events.map(({ data }) => data),
			Array.from({ length: 100 }, (x, n) => `${n}`));
});

test("a buffer of everything that the library can say is read", async () => {
	serve = async (request, response) => {
		const session = await createSession(request, response);
		const buffer = createEventBuffer({ serializer: String });

		buffer.retry(50).comment("a comment").comment().event("all")
			.data("one").data("two").data("three").id("\u20ac").dispatch()
			.data("after").dispatch().id().data("end").dispatch();
		await session.batch(buffer);
	};
	const events = await cat("-n3");

	assert.deepEqual(events, [
		{ event: "all", id: "\u20ac", data: "one\ntwo\nthree" },
		{ event: "message", id: "\u20ac", data: "after" },
		{ event: "message", id: "", data: "end" },
	]);
});
