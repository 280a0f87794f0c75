/*
 * The console page as a person has it, in a browser (CONSOLE in ssed(8)).
 */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Hub, launch, openConsole, shown, showsAll, states, until }
	from "./hub.mjs";

const LIMIT = { timeout: 90000 };
let browser, context, hub;

before(async () => { browser = await launch(); });
after(() => browser.close());

beforeEach(async () => {
	hub = new Hub();
	await hub.start();
	context = await browser.newContext();
});

afterEach(async () => {
	await context.close();
	await hub.end();
});

const topicField = (page) =>
	page.getByRole("textbox", { name: "Topics" });

test("two tabs of one user both get messages", LIMIT, async () => {
	const query = "?user=jack&topics=chatgpt|robot";
	const tabs = [await openConsole(hub, context, query),
		await openConsole(hub, context, query)];

	assert.equal((await hub.publish("robot", "hi robot")).delivered, 2);
	await hub.publish("other", "not for them");
	await hub.publish("chatgpt", "hi chatgpt");
	for (const tab of tabs) {
		await showsAll(tab, ["hi chatgpt"]);
		assert.deepEqual(await shown(tab), ["hi robot", "hi chatgpt"]);
	}
});

test("each message shows its topic, type, id and time", LIMIT, async () => {
	const page = await openConsole(hub, context);
	const { id } = await hub.publish("orders/eu", "one",
		{ event: "alert" });

	await hub.publish("news", "two", { id: "42" });
	await showsAll(page, ["one", "two"]);
	const rows = page.locator("#rows li:not(.told)");
	const cells = (row) => row.locator("span").allTextContents();

	assert.deepEqual(await cells(rows.nth(0)), ["orders/eu", "alert", id]);
	assert.deepEqual(await cells(rows.nth(1)), ["news", "message", "42"]);
	assert.equal(await rows.nth(0).locator("time").getAttribute("datetime"),
		new Date(Number(id.split("-")[0])).toISOString());
});

test("what was published before is shown too", LIMIT, async () => {
	await hub.publish("a", "before");
	await showsAll(await openConsole(hub, context), ["before"]);
});

test("the data of an event is text, never markup", LIMIT, async () => {
	const page = await openConsole(hub, context);
	const evil = ["<img src=x onerror=\"document.title='bad'\">",
		"<script>document.title = 'bad'</script>",
		"</pre></li><h1 id=evil>x</h1>"];

	for (const data of evil)
		await hub.publish("a", data, { event: data, id: data });
	await hub.publish("a", evil[0], { event: "H", id: "<b>42</b>" });
	await showsAll(page, evil);
	await page.locator(".card").getByText(evil[0]).waitFor();
	assert.equal(await page.locator(
		"#rows :is(img, script, h1, b), .card :is(img, b)").count(), 0);
	assert.equal(await page.title(), "(1) ssed");
	assert.deepEqual(page.complaints.filter(notOfStreams), []);
});

test("JSON is indented on request, and its numbers stay", LIMIT, async () => {
	const page = await openConsole(hub, context);
	const json = '{"n":12345678901234567890,"a":[1.0,{}],"s":"{,\\"}"}';

	await hub.publish("a", json);
	await hub.publish("a", "{no json");
	await showsAll(page, [json, "{no json"]);
	await page.getByLabel("Indent JSON").check();
	assert.deepEqual(await shown(page), [
		'{\n  "n": 12345678901234567890,\n  "a": [\n    1.0,\n' +
		'    {}\n  ],\n  "s": "{,\\"}"\n}', "{no json"]);
	await page.getByLabel("Indent JSON").uncheck();
	assert.deepEqual(await shown(page), [json, "{no json"]);
});

test("a long message is cut until one asks for it", LIMIT, async () => {
	const page = await openConsole(hub, context);
	const data = "x".repeat(100000);

	await hub.publish("a", data);
	await page.getByRole("button", { name: "all 100,000" }).click();
	assert.deepEqual(await shown(page), [data]);
});

test("the list keeps the newest 500", LIMIT, async () => {
	const page = await openConsole(hub, context);
	const lines = Array.from({ length: 700 }, (_, i) =>
		JSON.stringify({ topic: "a", data: `${i}` }));

	await fetch(`${hub.url}/publish`, { method: "POST",
		headers: { "Content-Type": "application/x-ndjson" },
		body: lines.join("\n") });
	await showsAll(page, ["699"]);
	const rows = await shown(page);

	assert.equal(rows.length, 500);
	assert.equal(rows[0], "200");
});

test("topics are subscribed to and unsubscribed from", LIMIT, async () => {
	const page = await openConsole(hub, context, "?topics=a");

	await topicField(page).fill("b/*");
	await page.getByRole("button", { name: "Subscribe", exact: true })
		.click();
	await until("b to be followed", async () =>
		(await hub.publish("b/1", "in b")).delivered === 1);
	await page.getByRole("button", { name: "Unsubscribe a" }).click();
	await until("a not to be followed", async () =>
		(await hub.publish("a", "still in a")).delivered === 0);
	await hub.publish("b/2", "last");
	await showsAll(page, ["in b", "last"]);
	assert.deepEqual(await page.locator("#chips span").allTextContents(),
		["b/*"]);
	assert.equal(new URL(page.url()).searchParams.get("topics"), "b/*");
	await page.getByRole("button", { name: "Unsubscribe b" }).click();
	await states(page, "closed");
});

/* A hub that cannot change a stream, or not that one, gets another stream. */
for (const status of [0, 404, 405])
	test(`a change of topics loses no message (${status || "as it is"})`,
		LIMIT, async () => {
			const page = await openConsole(hub, context,
				"?topics=a");

			if (status !== 0)
				await context.route("**/streams/*", (route) =>
					route.fulfill({ status }));
			await checkChange(page);
		});

async function checkChange(page) {
	let count = 0, more = true;
	const publisher = (async () => {
		while (more)
			await hub.publish("a", `${count++}`);
	})();

	for (const name of ["b", "c", "d"]) {
		await topicField(page).fill(name);
		await page.keyboard.press("Enter");
		await until(`${name} to be followed`, async () =>
			(await hub.publish(name, name)).delivered === 1);
	}
	more = false;
	await publisher;
	await showsAll(page, [`${count - 1}`]);
	const got = (await shown(page)).filter((data) => data < "a");
	const first = Number(got[0]);

	assert.deepEqual(got, Array.from({ length: count - first }, (_, i) =>
		`${first + i}`));
}

test("a pattern that is none is refused with words", LIMIT, async () => {
	const page = await openConsole(hub, context, "?topics=a");

	await topicField(page).fill("b//c");
	await page.keyboard.press("Enter");
	await page.locator("#state-text, #subscribe-note")
		.getByText("segments").first().waitFor();
	await hub.publish("a", "one");
});

test("only the types that were asked for are shown", LIMIT, async () => {
	const page = await openConsole(hub, context, "?type=alert,x%20y");

	await hub.publish("t", "no", { event: "metric" });
	await hub.publish("t", "plain");
	await hub.publish("t", "yes", { event: "alert" });
	await showsAll(page, ["yes"]);
	assert.deepEqual(await shown(page), ["yes"]);
	await page.getByLabel("Types").fill("");
	await page.getByRole("button", { name: "Apply" }).click();
	await until("all types", async () =>
		(await hub.publish("t", "all", { event: "metric" }))
			.delivered === 1);
	await showsAll(page, ["all"]);
});

test("user, topics and types outlive a reload", LIMIT, async () => {
	const page = await openConsole(hub, context, "?topics=a|b/c");

	await page.getByLabel("User", { exact: true }).fill("jack");
	await page.getByLabel("Types").fill("alert");
	await page.keyboard.press("Enter");
	await states(page, "open");
	await page.reload();
	await states(page, "open");
	assert.equal(await page.getByLabel("User", { exact: true })
		.inputValue(), "jack");
	assert.equal(await page.getByLabel("Types").inputValue(), "alert");
	assert.deepEqual(await page.locator("#chips span").allTextContents(),
		["a", "b/c"]);
});

test("the form publishes, and shows the receipt", LIMIT, async () => {
	const page = await openConsole(hub, context);
	const form = page.locator("#publish");
	const data = "ä ✓\n<b>";

	await form.getByLabel("Topic").fill("orders/a b?c");
	await form.getByLabel("Type").fill("alert&x");
	await form.getByLabel("Data").fill(data);
	await form.getByRole("button").click();
	await showsAll(page, [data]);
	const cells = await page.locator("#rows li:not(.told) span")
		.allTextContents();

	assert.deepEqual(cells.slice(0, 2), ["orders/a b?c", "alert&x"]);
	assert.equal(await page.locator("#publish-note").textContent(),
		`${cells[2]} in orders/a b?c, to 1 stream`);
});

test("the form shows why the hub refused", LIMIT, async () => {
	const page = await openConsole(hub, context);

	await page.locator("#publish").getByLabel("Topic").fill("a//b");
	await page.locator("#publish").getByRole("button").click();
	await page.locator("#publish-note.bad").getByText("400").waitFor();
	assert.match(await page.locator("#publish-note").textContent(),
		/segments/);
});

test("a keyboard is enough to publish", LIMIT, async () => {
	const page = await openConsole(hub, context);

	for (let i = 0; i < 30; i++) {
		await page.keyboard.press("Tab");
		if (await page.evaluate(() =>
			document.activeElement.id === "publish-topic"))
			break;
	}
	await page.keyboard.type("keys");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	await page.keyboard.type("by hand");
	await page.keyboard.press("Control+Enter");
	await showsAll(page, ["by hand"]);
	assert.equal(await page.locator("#rows li:not(.told) .topic")
		.textContent(), "keys");
});

test("what was lost is told in a row", LIMIT, async () => {
	await hub.stop();
	await hub.start("--keep=2");
	const page = await openConsole(hub, context);

	await hub.publish("a", "0");
	await showsAll(page, ["0"]);
	/* The page is away while five come, of which two are kept. */
	await page.route("**/events?**", (route) => route.abort());
	await page.getByRole("button", { name: "Apply" }).click();
	await states(page, "waiting");
	for (let i = 1; i <= 5; i++)
		await hub.publish("a", `${i}`);
	await page.unroute("**/events?**");
	await showsAll(page, ["5"]);
	assert.deepEqual(await shown(page), ["0", "4", "5"]);
	assert.deepEqual(await shown(page, "gap"),
		["3 events were lost: expired"]);
});

test("a hub that is killed and started again loses nothing in view", LIMIT,
	async () => {
		const page = await openConsole(hub, context);

		await hub.publish("a", "before", { id: "1" });
		await hub.publish("a", "last");
		await showsAll(page, ["before", "last"]);
		await hub.stop("SIGKILL");
		await page.locator("#state-text")
			.getByText(/^reconnecting in [0-9]+ s$/).waitFor();
		await hub.start();
		/* An id may come again: the hub is another. */
		await hub.publish("a", "after", { id: "1" });
		await states(page, "open");
		await hub.publish("a", "later");
		await showsAll(page, ["later"]);
		assert.deepEqual(await shown(page),
			["before", "last", "after", "later"]);
		assert.deepEqual(await shown(page, "gap"),
			["events may be lost: unknown"]);
	});

test("a hub that ends says so, and the page comes back", LIMIT, async () => {
	const page = await openConsole(hub, context);

	await hub.stop();
	await showsAll(page, ["the hub ended the stream: drain"], "bye");
	await hub.start();
	await states(page, "open");
	await hub.publish("a", "again");
	await showsAll(page, ["again"]);
});

test("an event that comes twice is shown once", LIMIT, async () => {
	const event = (id) => `id: ${id}\ndata: ${id}\n\n`;

	await context.route("**/events?**", (route) => route.fulfill({
		contentType: "text/event-stream", body: "retry: 60000\n" +
			event("1") + event("2") + event("1") + event("3") }));
	const page = await openConsole(hub, context, "", "waiting");

	await showsAll(page, ["3"]);
	assert.deepEqual(await shown(page), ["1", "2", "3"]);
});

test("a hub without room is told, and asked again", LIMIT, async () => {
	let count = 0;

	await context.route("**/events?**", (route) => {
		if (count++ > 0)
			return route.continue();
		return route.fulfill({ contentType: "text/event-stream",
			body: "retry: 50\nevent: ssed.busy\ndata: {}\n\n" });
	});
	const page = await openConsole(hub, context);

	assert.deepEqual(await shown(page, "busy"),
		["the hub has no room for the stream"]);
	await hub.publish("a", "in");
	await showsAll(page, ["in"]);
});

test("a line that went dead without a word is given up", LIMIT, async () => {
	await context.clock.install();
	const page = await openConsole(hub, context);

	hub.freeze(true);
	await page.clock.fastForward(60000);
	await states(page, "connecting");
	hub.freeze(false);
	await states(page, "open");
	await hub.publish("a", "again");
	await showsAll(page, ["again"]);
});

test("204 ends the stream until one connects again", LIMIT, async () => {
	await context.route("**/events?**", (route) =>
		route.fulfill({ status: 204 }));
	const page = await openConsole(hub, context, "", "closed");

	assert.equal(await page.locator("#state-text").textContent(),
		"closed: the hub ended it");
	await context.unroute("**/events?**");
	await page.getByRole("button", { name: "Connect" }).click();
	await states(page, "open");
});

test("open streams are listed where the hub tells them", LIMIT, async () => {
	await context.route("**/streams", (route) => route.fulfill({ json: {
		count: 1201,
		streams: [{ sid: "s1", user: "jack", topics: ["a", "b"] },
			{ sid: "s2", topics: ["<b>"] }] } }));
	const page = await openConsole(hub, context);

	await page.locator("#streams-count").getByText("1,201").waitFor();
	assert.deepEqual(await page.locator("#streams-list li")
		.allTextContents(), ["jacka | b", "nobody<b>"]);
});

test("the chart shows what was received", LIMIT, async () => {
	const page = await openConsole(hub, context);

	await hub.publish("a", "1");
	await page.locator("#bars[d*=M]").waitFor({ state: "attached" });
	await page.locator("#rate").getByText("at most 1/s").waitFor();
});

test("no script runs but the page's, and nobody else is asked", LIMIT,
	async () => {
		const page = await openConsole(hub, context);
		const first = await page.locator("style").evaluate(
			(node) => node.nonce);

		await hub.publish("a", "x");
		await showsAll(page, ["x"]);
		assert.deepEqual(page.complaints.filter(notOfStreams), []);
		assert.deepEqual([...page.origins], [hub.url]);
		assert.match(first, /^[0-9a-f]{32}$/);
		await page.reload();
		assert.notEqual(await page.locator("style").evaluate(
			(node) => node.nonce), first);
		const ran = await page.evaluate(() => {
			const script = document.createElement("script");

			try {
				script.textContent = "window.ran = true";
				document.body.append(script);
			} catch { /* so it is with trusted types */ }
			return window.ran === true;
		});

		assert.equal(ran, false);
	});

/* A hub that does not tell its streams answers with 404, and that is all. */
function notOfStreams(text) {
	return !/^Failed to load resource: .* 404 /.test(text);
}
