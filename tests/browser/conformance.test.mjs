/*
 * The browser's own EventSource sees in every row of conformance/rows.tsv what
 * the table says, and asks for the same when it comes again: what sse-cat has
 * to agree with is what browsers do.
 */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { parts, rows, transcribe } from "../conformance/rows.mjs";
import { launch } from "./hub.mjs";

/* Rows of a delay that is longer are left when the stream has ended. */
const SLOW_MS = 1000;

/*
 * What the browser sees that is not what the standard says: it takes the byte
 * behind a BOM for one of a line, whatever it is.
 */
const DIFFERENT = {
	"a BOM and a blank line": "",
	"a BOM and CR": "",
};

const BLANKS = /^[ \t]+|[ \t]+$/g;

/* A topic is ours alone. */
const TOPIC = /([^|;]*\|[^|;]*\|[^|;]*)\|[^|;]*;/g;

const types = [...new Set(rows.flatMap(({ events }) =>
	events.split(";").map((event) => event.split("|")[0]
		.replaceAll("<NUL>", "\0"))))];
const asked = new Map();
let browser, server, url;

/* Answers /N with row N the first time, and then with 204. */
function answer(request, response) {
	const at = Number(request.url.slice(1));

	if (request.url === "/") {
		response.writeHead(200, { "Content-Type": "text/html" });
		response.end("<!DOCTYPE html><title>rows</title>");
	} else if (rows[at] === undefined) {
		response.writeHead(404).end();
	} else if (asked.has(at)) {
		const id = request.headers["last-event-id"] ?? "";

		asked.set(at, Buffer.from(id, "latin1").toString());
		response.writeHead(204).end();
	} else {
		asked.set(at, null);
		response.writeHead(200, { "Content-Type": "text/event-stream" });
		response.end(rows[at].stream);
	}
}

/* In the page: follows /at to its end, and returns the events. */
function follow([at, names, leaves]) {
	const source = new EventSource(`/${at}`);
	const got = [];

	return new Promise((done) => {
		for (const name of names)
			source.addEventListener(name, (event) => {
				if (event.data !== undefined)
					got.push([event.type, event.data,
						event.lastEventId]);
			});
		source.onerror = () => {
			if (leaves)
				source.close();
			if (source.readyState === EventSource.CLOSED)
				done(got);
		};
	});
}

before(async () => {
	server = createServer(answer);
	await new Promise((done) => server.listen(0, "127.0.0.1", done));
	url = `http://127.0.0.1:${server.address().port}/`;
	browser = await launch();
});

after(async () => {
	await browser?.close();
	server?.closeAllConnections();
	server?.close();
});

test("the browser's EventSource agrees with every row", async () => {
	const page = await browser.newPage();
	const faults = [];

	await page.goto(url);
	await Promise.all(rows.map(async (row, at) => {
		const { told, id, ms } = parts(row);
		const leaves = ms > SLOW_MS;
		const got = await page.evaluate(follow, [at, types, leaves]);
		const events = got.map((event) => transcribe(...event)).join("");
		const wanted = DIFFERENT[row.name] ??
			told.replace(TOPIC, "$1;");

		if (events !== wanted)
			faults.push([row.name, events, wanted]);
		/* The blanks around a field are not the server's to see. */
		if (!leaves && asked.get(at) !== id.replace(BLANKS, ""))
			faults.push([row.name, "asks", asked.get(at), id]);
	}));
	assert.deepEqual(faults, []);
	assert.equal(asked.size, rows.length);
});
