/*
 * sse-pub H --wait, answered on the console page (QUESTIONS in sse-pub(1)):
 * what comes after it in a script runs on a yes, and only then.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIN, Hub, launch, openConsole } from "./hub.mjs";

const LIMIT = { timeout: 90000 };
let browser, context, folder, hub;

before(async () => { browser = await launch(); });
after(() => browser.close());

beforeEach(async () => {
	hub = new Hub();
	await hub.start();
	context = await browser.newContext();
	folder = mkdtempSync(join(tmpdir(), "sse-pub-ask-"));
	writeFileSync(join(folder, "deploy"),
		"#!/bin/sh\necho shipped >deployed\n", { mode: 0o755 });
});

afterEach(async () => {
	await context.close();
	await hub.end();
	rmSync(folder, { recursive: true });
});

/* Runs a line of a shell; resolves to how it ended, and what it printed. */
function shell(line) {
	const child = spawn("sh", ["-c", line], {
		cwd: folder,
		env: { ...process.env, SSE_URL: hub.url,
			PATH: `${BIN}:${process.env.PATH}` },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const got = { printed: "", said: "" };

	child.stdout.on("data", (text) => { got.printed += text; });
	child.stderr.on("data", (text) => { got.said += text; });
	return new Promise((resolve) => child.on("close", (code) =>
		resolve({ code, ...got })));
}

function deployed() {
	try {
		return readFileSync(join(folder, "deployed"), "utf8");
	} catch {
		return "";
	}
}

/* Asks, and answers on the page with that button. */
async function answer(options, button) {
	const page = await openConsole(hub, context, "?user=ann");
	const ended = shell(
		`sse-pub H --wait=60s ${options} -m 'Ship it?' && ./deploy`);

	await page.locator(".card .text").getByText("Ship it?").waitFor();
	assert.equal(deployed(), "");
	await page.getByRole("button", { name: button }).click();
	await page.locator(".card").waitFor({ state: "detached" });
	return ended;
}

test("a yes on the page lets the script go on", LIMIT, async () => {
	const { code, printed, said } = await answer("--id q", "Confirm");

	assert.deepEqual([code, said], [0, ""]);
	assert.deepEqual({ ...JSON.parse(printed), time: "" },
		{ id: "q", ok: true, user: "ann", time: "" });
	assert.equal(deployed(), "shipped\n");
});

test("a no on the page ends it", LIMIT, async () => {
	const { code, printed, said } = await answer("--id q", "Deny");

	assert.equal(code, 1);
	assert.equal(JSON.parse(printed).ok, false);
	assert.equal(said, `sse-pub: ${hub.url}/: denied\n`);
	assert.equal(deployed(), "");
});

test("who is named is asked, and nobody else", LIMIT, async () => {
	const other = await openConsole(hub, context, "?user=bob");
	const { code } = await answer("--to=ann --to=eve", "Confirm");

	assert.equal(code, 0);
	assert.equal(deployed(), "shipped\n");
	assert.equal(await other.locator(".card").count(), 0);
});

test("a question that nobody answered in time is over on the page", LIMIT,
	async () => {
		const page = await openConsole(hub, context, "?user=ann");
		const ended = shell(
			"sse-pub H --wait=3s -m 'Ship it?' && ./deploy");

		await page.locator(".card").waitFor();
		assert.equal((await ended).code, 28);
		assert.equal(deployed(), "");
		await page.getByRole("button", { name: "Confirm" }).click();
		await page.locator(".card .bad").waitFor();
		assert.equal(deployed(), "");
	});
