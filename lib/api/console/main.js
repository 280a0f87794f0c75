/*
 * The page: what is followed, and what becomes of each event.  User, topics
 * and types stand in the page's address, so that they outlive it.
 */
const SEEN_MAX = 5000;
const TOPICS_MAX = 64;

const address = new URLSearchParams(location.search);
const wanted = {
	user: address.get("user") ?? "",
	topics: namesOf(address.get("topics") ?? "**", "|").slice(0, TOPICS_MAX),
	types: namesOf(address.get("type") ?? "", ","),
};
const seen = new Set(); /* ids, so that a replay shows nothing twice */
const messages = new Messages();
const rates = new Rates();
const prompts = new Prompts(() => wanted.user);
const stream = new Stream(query, onState, onEvent);

function namesOf(text, separator) {
	const names = text.split(separator).map((name) => name.trim());

	return [...new Set(names.filter((name) => name !== ""))];
}

/*
 * H and C are always asked for: they are more than messages.  The commas
 * between types are bare: an encoded one is a part of a type.
 */
function query() {
	const { user, topics, types } = wanted;
	const parts = topics.map((topic) =>
		`topic=${encodeURIComponent(topic)}`);

	if (user !== "")
		parts.push(`user=${encodeURIComponent(user)}`);
	if (types.length > 0)
		parts.push(`type=${[...new Set([...types, "H", "C"])]
			.map(encodeURIComponent).join(",")}`);
	return parts.join("&");
}

function remember() {
	const { user, topics, types } = wanted;
	const query = new URLSearchParams();

	if (user !== "")
		query.set("user", user);
	query.set("topics", topics.join("|"));
	if (types.length > 0)
		query.set("type", types.join(","));
	history.replaceState(null, "", `?${query}`);
}

/* Returns whether the event is new to this page. */
function isNew(id) {
	if (id === "")
		return true;
	if (seen.has(id))
		return false;
	seen.add(id);
	if (seen.size > SEEN_MAX)
		seen.delete(seen.values().next().value);
	return true;
}

function onEvent(event, said) {
	if (event.type.startsWith("ssed.")) {
		onControl(event, said);
		return;
	}
	if (!isNew(event.id))
		return;
	rates.add();
	prompts.take(event);
	if (wanted.types.length === 0 || wanted.types.includes(event.type))
		messages.add(event);
}

/* What the hub says about the stream. */
function onControl({ type, data }, said) {
	const reason = said.reason ?? "no reason given";

	if (type === "ssed.gap") {
		/* A hub that was started anew may use an id again. */
		if (reason === "unknown")
			seen.clear();
		messages.tell("gap", said.missed > 0 ?
			`${plural(said.missed, "event")} ${said.missed === 1 ?
				"was" : "were"} lost: ${reason}` :
			`events may be lost: ${reason}`);
	} else if (type === "ssed.bye") {
		messages.tell("bye", `the hub ended the stream: ${reason}`);
	} else if (type === "ssed.busy") {
		messages.tell("busy", "the hub has no room for the stream");
	} else if (type === "ssed.open") {
		messages.tell("open", `stream ${said.sid}`);
	} else {
		messages.tell(type.slice(5), data);
	}
}

let waitsUntilMs = 0;

function onState(state, text, untilMs) {
	byId("state").dataset.state = state;
	byId("connect").hidden = state !== "waiting" && state !== "closed";
	waitsUntilMs = untilMs;
	byId("state").title = text;
	if (state === "waiting")
		countDown();
	else
		byId("state-text").textContent = state === "closed" ?
			`closed: ${text}` : text;
}

function countDown() {
	const leftMs = waitsUntilMs - Date.now();

	if (byId("state").dataset.state === "waiting")
		byId("state-text").textContent = `reconnecting in ${
			Math.max(Math.ceil(leftMs / 1000), 1)} s`;
}

/* Nothing to follow is no mistake: the page just waits. */
function reopen() {
	if (wanted.topics.length > 0)
		stream.open();
	else
		stream.close("no topic is subscribed");
}

/*
 * Tells the open stream what changed.  A hub that cannot do that, or no
 * longer has that stream, gets a new one, which goes on where it was.
 */
async function change(add, remove) {
	const { sid } = stream;

	drawChips();
	remember();
	note(byId("subscribe-note"), "");
	if (sid === "" || wanted.topics.length === 0) {
		reopen();
		return;
	}
	const { status, error } = await send("PATCH",
		`streams/${encodeURIComponent(sid)}`,
		JSON.stringify({ add, remove }));

	if (error === undefined)
		return;
	if (status === 400) {
		wanted.topics = wanted.topics.filter((name) =>
			!add.includes(name)).concat(remove);
		note(byId("subscribe-note"), error, true);
		drawChips();
		remember();
	} else if (stream.sid === sid) {
		reopen();
	}
}

function drawChips() {
	byId("chips").replaceChildren(...wanted.topics.map((topic) => {
		const button = el("button", { type: "button" }, "×");

		button.setAttribute("aria-label", `Unsubscribe ${topic}`);
		button.addEventListener("click", () => unsubscribe(topic));
		return el("li", {}, el("span", { title: topic }, topic), button);
	}));
}

function unsubscribe(topic) {
	const at = wanted.topics.indexOf(topic);

	wanted.topics = wanted.topics.filter((name) => name !== topic);
	change([], [topic]);
	/* The button is gone: the next one, or the field, has the focus. */
	(byId("chips").querySelectorAll("button")[at] ??
		byId("pattern")).focus();
}

function subscribe(event) {
	const added = namesOf(byId("pattern").value, "|").filter((topic) =>
		!wanted.topics.includes(topic));

	event.preventDefault();
	byId("pattern").value = "";
	if (added.length === 0)
		return;
	if (wanted.topics.length + added.length > TOPICS_MAX) {
		note(byId("subscribe-note"),
			`at most ${TOPICS_MAX} topics`, true);
		return;
	}
	wanted.topics = wanted.topics.concat(added);
	change(added, []);
}

function applyWho(event) {
	event.preventDefault();
	wanted.user = byId("user").value;
	wanted.types = namesOf(byId("type").value, ",");
	remember();
	reopen();
}

function start() {
	byId("user").value = wanted.user;
	byId("type").value = wanted.types.join(",");
	byId("who").addEventListener("submit", applyWho);
	byId("subscribe").addEventListener("submit", subscribe);
	byId("connect").addEventListener("click", reopen);
	byId("clear").addEventListener("click", () => messages.clear());
	byId("pretty").addEventListener("change", (event) => {
		messages.indent = event.target.checked;
	});
	wireForm("publish", publish);
	wireForm("ask", ask);
	drawChips();
	addEventListener("online", () => stream.hurry());
	document.addEventListener("visibilitychange", () => {
		if (!document.hidden)
			stream.hurry();
	});
	setInterval(countDown, 500);
	reopen();
	new StreamList(() => stream.sid);
}

start();
