/*
 * The console page on a phone, in the dark, and for who sees or moves less.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Hub, launch, openConsole, showsAll } from "./hub.mjs";

const LIMIT = { timeout: 90000 };
const COLORS = ["light", "dark"];
const AA = 4.5; /* WCAG 2.2, 1.4.3 */
const AA_EDGE = 3; /* 1.4.11 */
const hub = new Hub();
let browser;

before(async () => {
	await hub.start();
	browser = await launch();
});

after(async () => {
	await browser.close();
	await hub.end();
});

/* A console with all that it can show. */
async function open(options) {
	const context = await browser.newContext(options);

	await context.route("**/streams", (route) => route.fulfill({ json: {
		count: 1, streams: [{ sid: "s".repeat(30),
			user: "u".repeat(60), topics: ["t".repeat(200)] }] } }));
	const page = await openConsole(hub, context,
		`?user=${"u".repeat(200)}&topics=**|${"long/".repeat(40)}x`);

	await hub.publish("t".repeat(200), `${"x".repeat(300)} y`,
		{ event: "e".repeat(200), id: `${Date.now()}${"i".repeat(200)}` });
	await hub.publish("main", "w".repeat(500),
		{ event: "H", id: `h${Date.now()}${"i".repeat(200)}` });
	await page.locator(".card").first().waitFor();
	await page.locator("#streams").waitFor();
	await page.locator("#newest").evaluate((node) => { node.hidden = false; });
	return page;
}

/* The contrast of two colours as "rgb(1, 2, 3)". */
function contrast(a, b) {
	const luminance = (color) => {
		const [red, green, blue] = color.match(/[0-9.]+/g).map((text) => {
			const part = Number(text) / 255;

			return part <= 0.04045 ? part / 12.92 :
				((part + 0.055) / 1.055) ** 2.4;
		});

		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);

	return (light + 0.05) / (dark + 0.05);
}

/* Of each element with text: its name, its colour, and that behind it. */
const colorsOf = (page) => page.evaluate(() => {
	const behind = (node) => {
		for (; node !== null; node = node.parentElement) {
			const color = getComputedStyle(node).backgroundColor;

			if (!color.endsWith(", 0)"))
				return color;
		}
		return "rgb(255, 255, 255)";
	};

	return [...document.querySelectorAll("body *")]
		.filter((node) => node.checkVisibility() &&
			(node.matches("input, textarea") ||
			[...node.childNodes].some((child) => child.nodeType ===
				Node.TEXT_NODE && child.data.trim() !== "")))
		.map((node) => ({
			name: `${node.localName}#${node.id}.${node.className}`,
			color: getComputedStyle(node).color,
			edge: getComputedStyle(node).borderTopColor,
			behind: behind(node),
			hasEdge: node.matches("input, textarea"),
		}));
});

for (const width of [360, 320, 768, 1280])
	test(`nothing scrolls sideways at a width of ${width}`, LIMIT,
		async () => {
			const page = await open({
				viewport: { width, height: 740 } });
			const over = await page.evaluate(() =>
				[document.documentElement, ...document
					.querySelectorAll("#log, #cards, aside")]
					.filter((node) => node.scrollWidth >
						node.clientWidth)
					.map((node) => node.id || node.localName));

			assert.deepEqual(over, []);
			await page.context().close();
		});

for (const colorScheme of COLORS)
	test(`all text has contrast where it is ${colorScheme}`, LIMIT,
		async () => {
			const page = await open({ colorScheme });
			const all = await colorsOf(page);
			const bad = all.filter(({ color, behind, edge, hasEdge }) =>
				contrast(color, behind) < AA ||
				(hasEdge && contrast(edge, behind) < AA_EDGE));

			assert.ok(all.length > 30);
			assert.deepEqual(bad, []);
			await page.context().close();
		});

test("the dark page is dark, and the light one light", LIMIT, async () => {
	const grounds = [];

	for (const colorScheme of COLORS) {
		const page = await open({ colorScheme });

		grounds.push(await page.locator("body").evaluate((node) =>
			getComputedStyle(node).backgroundColor));
		await page.context().close();
	}
	assert.ok(contrast(grounds[0], "rgb(0, 0, 0)") > 15);
	assert.ok(contrast(grounds[1], "rgb(255, 255, 255)") > 15);
});

test("nothing moves for who wants less motion", LIMIT, async () => {
	const page = await open({ reducedMotion: "reduce" });

	assert.equal(await page.locator("#publish button").evaluate((node) =>
		getComputedStyle(node).transitionDuration), "0s");
	await page.context().close();
});

/* Where all stands that should stay; not by its place in the window. */
const boxes = (page) => page.locator("input, textarea, button, h1, h2, #log")
	.evaluateAll((nodes) => nodes.filter((node) =>
		node.checkVisibility() && node.id !== "connect" &&
		!node.closest("#prompts, #rows, #streams")).map((node) => {
		const { x, y, width, height } = node.getBoundingClientRect();

		return [node.id || node.textContent, x, y + scrollY, width,
			height].join(" ");
	}));

for (const width of [360, 1280])
	test(`nothing moves by what comes, at a width of ${width}`, LIMIT,
		async () => {
			const context = await browser.newContext({
				viewport: { width, height: 740 } });
			const page = await openConsole(hub, context,
				"?topics=still");
			const first = await boxes(page);

			await page.locator("#publish-topic").fill("still");
			await page.locator("#publish-data").press(
				"Control+Enter");
			await page.locator("#publish-note").getByText("still")
				.waitFor();
			await hub.publish("still", "Sure?", { event: "H" });
			await page.locator(".card").first().waitFor();
			await showsAll(page, ["Sure?"]);
			assert.deepEqual(await boxes(page), first);
			await page.route("**/events?**", (route) =>
				route.abort());
			await page.locator("#who button").click();
			await page.locator("#connect").waitFor();
			assert.deepEqual(await boxes(page), first);
			await context.close();
		});

const focused = (page) => page.evaluate(() => {
	const node = document.activeElement;

	return {
		key: node.id || node.localName,
		outline: getComputedStyle(node).outlineStyle !== "none",
		name: Boolean(node.getAttribute("aria-label") ||
			node.textContent || node.labels?.[0]?.textContent ||
			node.getAttribute("aria-labelledby")),
	};
});

test("every field and button has a name, and is seen when focused", LIMIT,
	async () => {
		const page = await open({});
		const seen = new Set();

		await page.locator("#prompts-fold").focus();
		for (let i = 0; i < 60; i++) {
			const { key, outline, name } = await focused(page);

			if (key !== "body") {
				assert.ok(outline, `${key} shows its focus`);
				assert.ok(name, `${key} has a name`);
			}
			seen.add(key);
			await page.keyboard.press("Tab");
		}
		for (const key of ["user", "type", "pattern", "log",
			"publish-topic", "publish-type", "publish-data",
			"ask-data", "ask-to", "ask-topic", "pretty", "clear"])
			assert.ok(seen.has(key), `${key} is reached`);
		await page.context().close();
	});
