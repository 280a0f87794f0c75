/*
 * What of the console needs no browser.  Its parser of event streams: each
 * stream is fed whole, and cut in every place.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

/* The page is one script: takes a name out of one of its files. */
function take(file, name) {
	const source = readFileSync(new URL(`../../lib/api/console/${file}`,
		import.meta.url), "utf8");

	return new Function("byId", `${source}; return ${name};`)();
}

const EventParser = take("wire.js", "EventParser");

const rows = [
	{ name: "data", input: "data: a\n\n", wanted: ["message||| a"] },
	{ name: "no blank is dropped but one", input: "data:  a \n\n",
		wanted: ["message|||  a "] },
	{ name: "lines of data", input: "data: a\ndata\ndata:b\n\n",
		wanted: ["message||| a\n\nb"] },
	{ name: "empty data is an event", input: "data\n\n",
		wanted: ["message||| "] },
	{ name: "no data is none", input: "event: x\n\n", wanted: [] },
	{ name: "all fields",
		input: "event: x\nid: 1\ntopic: t/u\ndata: d\n\n",
		wanted: ["x|1|t/u| d", "last 1"] },
	{ name: "a type is of one event only",
		input: "event: x\ndata: 1\n\ndata: 2\n\n",
		wanted: ["x||| 1", "message||| 2"] },
	{ name: "an id without data moves the place", input: "id: 7\n\n",
		wanted: ["last 7"] },
	{ name: "an id that is not finished does not", input: "id: 7\n",
		wanted: [] },
	{ name: "an empty id goes back to none",
		input: "id: 7\n\nid\ndata: a\n\n", wanted: ["message||| a"] },
	{ name: "an id with NUL is none", input: "id: a\0b\ndata: a\n\n",
		wanted: ["message||| a"] },
	{ name: "CR", input: "data: a\rdata: b\r\r",
		wanted: ["message||| a\nb"] },
	{ name: "CR LF", input: "data: a\r\ndata: b\r\n\r\n",
		wanted: ["message||| a\nb"] },
	{ name: "all ends of lines", input: "data: a\r\ndata: b\rdata: c\n\r\n",
		wanted: ["message||| a\nb\nc"] },
	{ name: "CR LF between events", input: "data: a\r\n\r\n\r\ndata: b\n\n",
		wanted: ["message||| a", "message||| b"] },
	{ name: "a BOM is dropped, once", input: "\ufeffdata: \ufeff\n\n",
		wanted: ["message||| \ufeff"] },
	{ name: "two BOMs are a field", input: "\ufeff\ufeffdata: a\n\n",
		wanted: [] },
	{ name: "comments", input: ": c\ndata: a\n:\n\n",
		wanted: ["message||| a"] },
	{ name: "other fields", input: "dat: x\n data: y\ndata: a\n\n",
		wanted: ["message||| a"] },
	{ name: "retry", input: "retry: 10\nretry: 1x\nretry: -1\nretry:\n\n",
		wanted: ["retry 10"] },
	{ name: "an event that is not finished is none",
		input: "data: a\n\ndata: b\n", wanted: ["message||| a"] },
	{ name: "characters of several bytes", input: "data: ä✓🙂\n\n",
		wanted: ["message||| ä✓🙂"] },
];

function transcript(chunks) {
	const said = [];
	const parser = new EventParser(({ type, id, topic, data }) =>
		said.push(`${type}|${id}|${topic}| ${data}`),
	(ms) => said.push(`retry ${ms}`));

	for (const chunk of chunks)
		parser.feed(chunk);
	if (parser.lastId !== "")
		said.push(`last ${parser.lastId}`);
	return said;
}

for (const { name, input, wanted } of rows)
	test(name, () => {
		const bytes = new TextEncoder().encode(input);

		for (let at = 0; at <= bytes.length; at++)
			assert.deepEqual(transcript([bytes.subarray(0, at),
				bytes.subarray(at)]), wanted, `cut at ${at}`);
		assert.deepEqual(transcript([...bytes].map((byte) =>
			Uint8Array.of(byte))), wanted, "byte by byte");
	});

test("an event that never ends is refused", () => {
	const line = new TextEncoder().encode(`data: ${"x".repeat(1 << 20)}`);
	const endless = [...Array(9)].fill(line);

	assert.throws(() => transcript(endless), RangeError);
	assert.throws(() => transcript(endless.flatMap((part) =>
		[part, Uint8Array.of(10)])), RangeError);
});

test("each wait is longer, up to 30 s, and none under the hint", () => {
	const retryDelay = take("stream.js", "retryDelay");
	const waits = (hintMs, random) => [0, 1, 2, 3, 4, 5, 99].map(
		(failures) => retryDelay(hintMs, failures, random));

	assert.deepEqual(waits(3000, 0),
		[3000, 6000, 12000, 24000, 30000, 30000, 30000]);
	assert.deepEqual(waits(60000, 0), Array(7).fill(60000));
	assert.deepEqual(waits(0, 0).slice(0, 3), [50, 100, 200]);
	assert.deepEqual(waits(3000, 1).map(Math.round),
		[3300, 6600, 13200, 26400, 33000, 33000, 33000]);
	/* Of more than 2^31 ms a timer makes none at all. */
	assert.deepEqual(waits(1e14, 0), Array(7).fill(86400000));
});

const json = [
	["{}", "{}"],
	["[ ]", "[]"],
	['{"a" : [ ] }', '{\n  "a": []\n}'],
	["[1, 2]", "[\n  1,\n  2\n]"],
	["[1e400,-0.10,true,null]",
		"[\n  1e400,\n  -0.10,\n  true,\n  null\n]"],
	['["a\\\\","\\"]",":{,"]', '[\n  "a\\\\",\n  "\\"]",\n  ":{,"\n]'],
	['{"a":{"b":[[]]}}',
		'{\n  "a": {\n    "b": [\n      []\n    ]\n  }\n}'],
	["1", null],
	['"a"', null],
	["text", null],
	["{no}", null],
	["", null],
	["[".repeat(50000) + "]".repeat(50000), null],
];

for (const [text, wanted] of json)
	test(`${text.slice(0, 30)} is indented as it should be`, () => {
		assert.equal(take("messages.js", "indented")(text), wanted);
	});
