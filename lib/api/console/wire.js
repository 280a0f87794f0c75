/*
 * The event stream format: bytes in, events out.  EventSource will not do:
 * it hands out only the types that one has asked for by name, and knows no
 * topic.
 *
 * An event is { type, id, topic, data }; id is "" if the event has none.
 * Spec: WHATWG HTML 9.2.6; topic: is ours.
 */
const EVENT_CHARS_MAX = 8 << 20;

class EventParser {
	lastId = ""; /* the place in the stream: of the last event with an id */
	#decoder = new TextDecoder(); /* drops a BOM, mends broken UTF-8 */
	#line = ""; /* begun, its end has not come yet */
	#afterCr = false; /* an LF at the front belongs to the CR before it */
	#chars = 0; /* of the event so far */
	#event = EventParser.#empty();
	#onEvent;
	#onRetry;

	constructor(onEvent, onRetry) {
		this.#onEvent = onEvent;
		this.#onRetry = onRetry;
	}

	/* Throws RangeError when an event is longer than any can be. */
	feed(bytes) {
		const text = this.#decoder.decode(bytes, { stream: true });
		const ends = /\r\n|\r|\n/g;
		let from = 0;

		if (text === "")
			return;
		if (this.#afterCr && text[0] === "\n")
			ends.lastIndex = from = 1;
		for (let end; (end = ends.exec(text)) !== null;) {
			this.#take(this.#line + text.slice(from, end.index));
			this.#line = "";
			from = ends.lastIndex;
		}
		this.#line += text.slice(from);
		this.#afterCr = text.endsWith("\r");
		this.#limit(this.#line.length);
	}

	static #empty() {
		return { type: "", id: null, topic: "", lines: [] };
	}

	#limit(more) {
		if (this.#chars + more > EVENT_CHARS_MAX)
			throw new RangeError("an event is too long");
	}

	#take(line) {
		const colon = line.indexOf(":");
		let value = "";

		if (line === "") {
			this.#finish();
			return;
		}
		if (colon === 0)
			return;
		this.#limit(line.length);
		this.#chars += line.length;
		if (colon > 0)
			value = line.slice(line[colon + 1] === " " ?
				colon + 2 : colon + 1);
		this.#field(colon > 0 ? line.slice(0, colon) : line, value);
	}

	#field(name, value) {
		const event = this.#event;

		if (name === "data")
			event.lines.push(value);
		else if (name === "event")
			event.type = value;
		else if (name === "topic")
			event.topic = value;
		else if (name === "id" && !value.includes("\0"))
			event.id = value;
		else if (name === "retry" && /^[0-9]+$/.test(value))
			this.#onRetry(Number(value));
	}

	/* The place moves even where there is no data, and so no event. */
	#finish() {
		const { type, id, topic, lines } = this.#event;

		this.#event = EventParser.#empty();
		this.#chars = 0;
		if (id !== null)
			this.lastId = id;
		if (lines.length > 0)
			this.#onEvent({ type: type || "message", id: id ?? "",
				topic, data: lines.join("\n") });
	}
}
