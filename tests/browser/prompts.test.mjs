/*
 * H and C in the console page: a question, and the answer to it (CONSOLE in
 * ssed(8)).
 */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Hub, launch, openConsole, shown, showsAll, until }
	from "./hub.mjs";

const LIMIT = { timeout: 90000 };
const QUESTION = "Deploy?\n<b>It takes two minutes.</b>";
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

async function post(path, body) {
	const response = await fetch(hub.url + path, { method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify(body) });

	assert.ok(response.ok);
}

const question = (id, data = QUESTION) => post("/H", { id, data });

const confirm = (id) => post("/C", { id });

test("an H opens a card in each tab, and a C of one closes both", LIMIT,
	async () => {
		const tabs = [await openConsole(hub, context, "?user=jack"),
			await openConsole(hub, context, "?user=jill")];

		await question("42");
		for (const tab of tabs) {
			await tab.getByRole("alertdialog").waitFor();
			assert.equal(await tab.locator(".card .text")
				.textContent(), QUESTION);
			assert.equal(await tab.title(), "(1) ssed");
		}
		const sent = tabs[0].waitForRequest("**/C?user=jack");

		await tabs[0].getByRole("button", { name: "Confirm" }).click();
		assert.deepEqual((await sent).postDataJSON(),
			{ id: "42", ok: true });
		for (const tab of tabs) {
			await tab.locator(".card").waitFor({ state: "detached" });
			await showsAll(tab,
				['{"id":"42","ok":true,"user":"jack"}']);
			assert.equal(await tab.title(), "ssed");
		}
	});

test("a question can be denied", LIMIT, async () => {
	const page = await openConsole(hub, context);
	let got = null;

	await context.route("**/C", (route) => {
		got = route.request().postDataJSON();
		return route.fulfill({ json: {} });
	});
	await question("42");
	await page.getByRole("button", { name: "Deny" }).click();
	await page.locator(".card").waitFor({ state: "detached" });
	assert.deepEqual(got, { id: "42", ok: false });
});

test("a C of another question closes nothing", LIMIT, async () => {
	const event = (type, id, data) =>
		`event: ${type}\nid: ${id}\ndata: ${data}\n\n`;

	await context.route("**/events?**", (route) => route.fulfill({
		contentType: "text/event-stream",
		body: `retry: 60000\n${event("H", "42", "a")}${
			event("H", "43", "b")}${event("C", "1", '{"id":"41"}')}${
			event("C", "2", "43")}${event("C", "3", "null")}${
			event("C", "4", '{"id":["43"]}')}${
			event("metric", "5", '{"id":"43"}')}${
			event("C", "6", '{"id":"42"}')}` }));
	const page = await openConsole(hub, context, "", "waiting");

	await page.locator(".card").waitFor();
	assert.equal(await page.locator(".card .id").textContent(), "43");
});

test("a question that is answered already is not asked again", LIMIT,
	async () => {
		await question("42");
		await question("43");
		await confirm("42");
		const page = await openConsole(hub, context);

		await page.locator(".card .id").getByText("43").waitFor();
		assert.equal(await page.locator(".card").count(), 1);
	});

/* Notes each card that is shown, however short that is. */
const watchCards = (page) => page.evaluate(() => {
	window.cardIds = [];
	new MutationObserver((changes) => {
		for (const { addedNodes } of changes)
			for (const node of addedNodes)
				window.cardIds.push(node.querySelector(".id")
					.textContent);
	}).observe(document.getElementById("cards"), { childList: true });
});

/* Waits until all those were shown, and just one of them is left. */
const leaves = (page, all, left) => until(`${left} to be left`, async () =>
	(await page.evaluate(() => window.cardIds.toString())) ===
		all.toString() &&
	(await page.locator(".card .id").allTextContents()).toString() === left);

test("a question that expires goes by itself", LIMIT,
	async () => {
		const page = await openConsole(hub, context, "?user=ann");

		await watchCards(page);
		await post("/H", { id: "41", data: "?", ttl: "1500ms" });
		await post("/H", { id: "42", data: "?", to: "ann",
			ttl: "1500ms" });
		await post("/H", { id: "43", data: "?", ttl: "1h" });
		await leaves(page, ["41", "42", "43"], "43");
		assert.equal(await page.title(), "(1) ssed");
	});

test("a page whose clock is wrong keeps a question as long", LIMIT,
	async () => {
		const page = await context.newPage();

		await page.addInitScript(() => {
			const now = Date.now;

			Date.now = () => now() + 86400000;
		});
		await page.goto(`${hub.url}/`);
		await page.waitForSelector("#state[data-state=open]");
		const answers = [];

		page.on("response", (response) => {
			if (response.url().includes("/messages/"))
				answers.push(response.url());
		});
		await watchCards(page);
		await post("/H", { id: "41", data: "?", ttl: "1h" });
		await page.locator(".card").waitFor();
		await until("the hub was asked", () => answers.length > 0);
		await post("/H", { id: "42", data: "?", ttl: "1500ms" });
		await leaves(page, ["41", "42"], "41");
		/* Of the other it was asked just once. */
		assert.equal(answers.filter((url) =>
			url.endsWith("/41")).length, 1);
	});

test("a page of other types is asked too", LIMIT, async () => {
	const page = await openConsole(hub, context, "?type=alert");

	await question("42");
	await page.locator(".card").waitFor();
	await confirm("42");
	await page.locator(".card").waitFor({ state: "detached" });
	assert.deepEqual(await shown(page), []);
});

test("an answer that the hub refuses leaves the card", LIMIT, async () => {
	const page = await openConsole(hub, context);
	let status = 503;

	await context.route("**/C", (route) => route.fulfill({ status,
		contentType: "application/problem+json",
		body: JSON.stringify({ detail: "so it is" }) }));
	await question("42");
	await page.getByRole("button", { name: "Confirm" }).click();
	await page.locator(".card .bad").getByText("503 so it is").waitFor();
	status = 410;
	await page.getByRole("button", { name: "Deny" }).click();
	await page.locator(".card .bad").getByText("410 so it is").waitFor();
	await page.getByRole("button", { name: "Dismiss" }).click();
	assert.equal(await page.locator(".card").count(), 0);
});

test("a question takes no focus, and a keyboard is enough to answer", LIMIT,
	async () => {
		const page = await openConsole(hub, context);
		const focused = () => page.evaluate(() =>
			document.activeElement.textContent);

		await page.locator("#publish-data").focus();
		await question("42");
		await page.locator(".card").waitFor();
		await page.keyboard.type("on");
		assert.equal(await page.locator("#publish-data").inputValue(),
			"on");
		await page.evaluate(() => document.activeElement.blur());
		await page.locator("h1").click(); /* the top of the page */
		await page.keyboard.press("Shift+Tab");
		await page.locator("#prompts-fold").focus();
		await page.keyboard.press("Tab");
		if (await focused() !== "Confirm") /* a list that scrolls */
			await page.keyboard.press("Tab");
		assert.equal(await focused(), "Confirm");
		await page.keyboard.press("Tab");
		assert.equal(await focused(), "Deny");
		await page.keyboard.press("Escape");
		assert.equal(await page.locator(".card").count(), 1);
		assert.equal(await page.locator(".card").isVisible(), false);
		assert.equal(await focused(), "1 question");
		await page.keyboard.press("Enter");
		assert.equal(await page.locator(".card").isVisible(), true);
		await page.keyboard.press("Tab");
		if (await focused() !== "Confirm")
			await page.keyboard.press("Tab");
		await page.keyboard.press("Enter");
		await page.locator(".card").waitFor({ state: "detached" });
	});

test("a question is asked by the form", LIMIT, async () => {
	const page = await openConsole(hub, context, "?user=a%26b");
	const form = page.locator("#ask");
	const asked = () => page.waitForRequest((request) =>
		new URL(request.url()).pathname === "/H");

	await form.getByLabel("Question").fill("Lunch?");
	let sent = asked();

	await form.getByRole("button").click();
	assert.deepEqual({ ...(await sent).postDataJSON(), id: "" },
		{ id: "", data: "Lunch?" });
	assert.equal(new URL((await sent).url()).search, "?user=a%26b");
	await page.locator(".card .text").getByText("Lunch?").waitFor();
	await form.getByLabel("To user").fill("a&b");
	await form.getByLabel("Topic").fill("food");
	await form.getByLabel("Question").fill("Soup?");
	sent = asked();
	await page.keyboard.press("Control+Enter");
	assert.deepEqual({ ...(await sent).postDataJSON(), id: "" },
		{ id: "", data: "Soup?", to: "a&b", topic: "food" });
	await page.locator(".card .text").getByText("Soup?").waitFor();
	assert.deepEqual(await shown(page), ["Lunch?", "Soup?"]);
});

test("a question whose answer was lost is asked again, not twice", LIMIT,
	async () => {
		const page = await openConsole(hub, context);
		const form = page.locator("#ask");
		const ids = [];

		await context.route("**/H", (route) => {
			ids.push(route.request().postDataJSON().id);
			return ids.length < 3 ? route.abort() :
				route.fulfill({ json: { id: ids.at(-1) } });
		});
		for (const text of ["Lunch?", "Lunch?", "Soup?", "Soup?"]) {
			const count = ids.length;

			await form.getByLabel("Question").fill(text);
			await form.getByRole("button").click();
			await until("the request", () => ids.length > count);
			await until("what came of it", async () =>
				await page.locator("#ask-note").textContent() !==
				"sending");
		}
		assert.equal(ids[0], ids[1]);
		assert.equal(new Set(ids).size, 3);
	});
