/*
 * The two forms: publish an event, and ask a question (an H).
 */

/* A path of a topic: its slashes stay. */
const topicPath = (topic) => topic.split("/").map(encodeURIComponent).join("/");

function receiptOf({ id, topic, delivered, duplicate }) {
	if (duplicate)
		return `${id}: was there already`;
	return `${id} in ${topic}, to ${plural(delivered ?? 0, "stream")}`;
}

async function publish() {
	const topic = byId("publish-topic").value;
	const type = byId("publish-type").value;
	const query = type === "" ? "" :
		`?${new URLSearchParams({ event: type })}`;

	return send("POST", `events/${topicPath(topic)}${query}`,
		byId("publish-data").value, "text/plain;charset=UTF-8");
}

/* Whose answer was lost: asking the same again asks once, as the id is ours. */
let unanswered = null;

function newId() {
	const words = crypto.getRandomValues(new Uint32Array(3));

	return `ask-${[...words].map((word) =>
		word.toString(16).padStart(8, "0")).join("")}`;
}

async function ask() {
	const question = {
		data: byId("ask-data").value,
		to: byId("ask-to").value || undefined,
		topic: byId("ask-topic").value || undefined,
	};
	const text = JSON.stringify(question);
	const id = unanswered?.text === text ? unanswered.id : newId();
	const result = await send("POST", `H${asUser(wanted.user)}`,
		JSON.stringify({ id, ...question }));

	unanswered = result.status === 0 ? { id, text } : null;
	return result;
}

/* Sends a form by action, once at a time, and says what came of it. */
function wireForm(name, action) {
	const form = byId(name);
	const said = byId(`${name}-note`);
	const data = byId(`${name}-data`);
	let isBusy = false;

	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		if (isBusy)
			return;
		isBusy = true;
		note(said, "sending");
		const { body, error } = await action().catch((failure) =>
			({ error: failure.message }));

		isBusy = false;
		note(said, error ?? receiptOf(body), error !== undefined);
		if (error === undefined)
			data.select();
	});
	data.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			form.requestSubmit();
		}
	});
}
