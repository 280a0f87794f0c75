/*
 * What all parts of the page use.  What comes from the hub or from a person
 * goes into the page as text, here; nothing writes markup.
 */
const byId = (id) => document.getElementById(id);

/* Returns a new element: el("p", { className: "note" }, "text", child...) */
function el(name, properties, ...children) {
	const node = document.createElement(name);

	Object.assign(node, properties);
	node.append(...children);
	return node;
}

const plural = (n, noun) =>
	`${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

/* Says what came of something; isBad where that was a failure. */
function note(node, text, isBad = false) {
	node.textContent = text;
	node.classList.toggle("bad", isBad);
}

/* Returns the object that a text is, {} if it is none. */
function parseObject(text) {
	try {
		const value = JSON.parse(text);

		return value !== null && typeof value === "object" ? value : {};
	} catch {
		return {};
	}
}

/* Returns why the hub refused, in its own words where it gave any. */
async function reasonOf(response) {
	const problem = parseObject(await response.text().catch(() => ""));

	return `${response.status} ${problem.detail || problem.title ||
		response.statusText || "refused"}`;
}

/* The query that says who sends, empty for nobody. */
const asUser = (user) =>
	user === "" ? "" : `?user=${encodeURIComponent(user)}`;

/*
 * Sends; returns { status, body, atMs } or { status, error }, never throws.
 * atMs: what time it was there.
 */
async function send(method, path, body, type = "application/json") {
	try {
		const response = await fetch(path, {
			method,
			body,
			headers: body === undefined ? {} : { "Content-Type": type },
			cache: "no-store",
			signal: AbortSignal.timeout(30000),
		});

		if (!response.ok)
			return { status: response.status,
				error: await reasonOf(response) };
		return { status: response.status,
			body: parseObject(await response.text()),
			atMs: Date.parse(response.headers.get("Date")) };
	} catch (error) {
		return { status: 0, error: `no answer: ${error.message}` };
	}
}
