/*
 * A hub and a browser for a test: started, waited for, and ended.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium } from "playwright-core";

const WAIT_MS = 40000;
const POLL_MS = 20;
export const BIN = process.env.SSE_BIN ??
	new URL("../../build/asan/bin", import.meta.url).pathname;

/* Asks until probe returns something true, and returns that. */
export async function until(what, probe) {
	const endMs = Date.now() + WAIT_MS;

	while (Date.now() < endMs) {
		const found = await probe();

		if (found)
			return found;
		await pause(POLL_MS);
	}
	throw new Error(`gave up waiting: ${what}`);
}

function portIn(file) {
	try {
		return readFileSync(file, "utf8").trim();
	} catch {
		return "";
	}
}

/* A hub on a port of its own, which it keeps when it is started again. */
export class Hub {
	#folder = mkdtempSync(join(tmpdir(), "ssed-browser-"));
	#child = null;
	#said = "";
	#port = 0;

	get url() {
		return `http://127.0.0.1:${this.#port}`;
	}

	async start(...options) {
		const file = join(this.#folder, "port");
		const child = spawn(join(BIN, "ssed"), [
			`--listen=127.0.0.1:${this.#port}`,
			`--port-file=${file}`, "--retry=100ms", ...options,
		], { stdio: ["ignore", "ignore", "pipe"] });

		this.#child = child;
		child.stderr.on("data", (text) => { this.#said += text; });
		await until("the hub's port", () =>
			portIn(file) !== "" || child.exitCode !== null);
		if (child.exitCode !== null)
			throw new Error(`ssed did not start: ${this.#said}`);
		this.#port = Number(portIn(file));
	}

	/* A sanitizer's report shows in how it ends. */
	async stop(signal = "SIGTERM") {
		const child = this.#child;

		if (child === null)
			return;
		this.#child = null;
		child.kill(signal);
		await until("the hub's end", () =>
			child.exitCode !== null || child.signalCode !== null);
		if (child.signalCode !== signal && child.exitCode !== 0)
			throw new Error(`ssed ended badly: ${this.#said}`);
		if (signal === "SIGKILL")
			rmSync(join(this.#folder, "port"), { force: true });
	}

	/* Lets it hang, and go on. */
	freeze(on) {
		this.#child.kill(on ? "SIGSTOP" : "SIGCONT");
	}

	async end() {
		this.#child?.kill("SIGCONT");

		await this.stop();
		rmSync(this.#folder, { recursive: true });
	}

	/* Publishes to a topic; returns the receipt. */
	async publish(topic, data, query = {}) {
		const response = await fetch(`${this.url}/events/${topic}?${
			new URLSearchParams(query)}`,
		{ method: "POST", body: data });

		if (!response.ok)
			throw new Error(`publish: ${await response.text()}`);
		return response.json();
	}
}

export function launch() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: process.getuid() === 0 ? ["--no-sandbox"] : [],
	});
}

/*
 * Opens the console in a page of its own, and waits until it follows.  What
 * the page complains of, and whom it talks to, is kept in page.complaints
 * and page.origins.
 */
export async function openConsole(hub, context, query = "", state = "open") {
	const page = await context.newPage();

	page.complaints = [];
	page.origins = new Set();
	page.setDefaultTimeout(WAIT_MS);
	page.on("pageerror", (error) => page.complaints.push(error.message));
	page.on("console", (message) => {
		if (message.type() === "error" || message.type() === "warning")
			page.complaints.push(message.text());
	});
	page.on("request", (request) => {
		if (!request.url().startsWith("data:"))
			page.origins.add(new URL(request.url()).origin);
	});
	await page.goto(`${hub.url}/${query}`);
	await page.waitForSelector(`#state[data-state=${state}]`);
	return page;
}

/* The data of the rows; of those of the hub itself with a kind. */
export const shown = (page, kind) => page.locator(kind === undefined ?
	"#rows li:not(.told) .data" : `#rows li.${kind} .data`).allTextContents();

export const showsAll = (page, wanted, kind) =>
	until(`${wanted} to be shown`, async () => {
		const got = await shown(page, kind);

		return wanted.every((data) => got.includes(data));
	});

export const states = (page, state) =>
	page.waitForSelector(`#state[data-state=${state}]`);
