/*
 * One stream that is kept open: it comes back by itself, from where it was.
 *
 * States: connecting, open, waiting (until a time), closed (with a reason).
 * A stream is closed where coming back would not help: 204, most of 4xx, or
 * ssed.bye of one that was kicked.
 */
const RETRY_MS = 3000; /* until the hub says another */
const RETRY_MS_MIN = 50;
const RETRY_MS_MAX = 30000; /* unless the hub asks for more */
const WAIT_MS_MAX = 86400000; /* a timer of more than 2^31 is due at once */
const HEARTBEAT_S = 15;
const SILENCE_MS = 45000; /* without a heartbeat: the line is dead */
const HISTORY = 100; /* events from before, when the page is opened */

/*
 * How long to wait, as sse-cat does: doubled with each failure in a row, but
 * never under the hub's hint.  random is 0 to 1.
 */
function retryDelay(hintMs, failures, random) {
	const base = Math.min(Math.max(hintMs, RETRY_MS_MIN), WAIT_MS_MAX);
	const grown = base * 2 ** Math.min(failures, 20);
	const ms = Math.min(grown, Math.max(base, RETRY_MS_MAX));

	return ms * (1 + random / 10);
}

const sleep = (ms, signal) => new Promise((resolve) => {
	const timer = setTimeout(resolve, ms);

	signal.addEventListener("abort", () => {
		clearTimeout(timer);
		resolve();
	}, { once: true });
});

class Stream {
	sid = ""; /* of the open stream */
	state = "closed";
	#query; /* () => "topic=a&topic=b": what to follow */
	#onState; /* (state, text, until_ms) */
	#onEvent;
	#life = new AbortController(); /* ends what open() began */
	#parser = null;
	#lastId = "";
	#wasEmpty = false; /* the hub had no event: all that come are new */
	#retryMs = RETRY_MS;
	#failures = 0;
	#heardMs = 0;
	#bye = {};

	constructor(query, onState, onEvent) {
		this.#query = query;
		this.#onState = onState;
		this.#onEvent = onEvent;
	}

	/* Opens, or opens again with what is to be followed now. */
	open() {
		this.close("");
		this.#life = new AbortController();
		this.#failures = 0;
		this.#run(this.#life.signal);
	}

	close(reason) {
		this.#life.abort();
		this.#set("closed", reason);
	}

	/* The line may be back: does not wait to the end. */
	hurry() {
		if (this.state === "waiting")
			this.open();
	}

	#set(state, text, untilMs = 0) {
		this.state = state;
		if (state !== "open")
			this.sid = "";
		this.#onState(state, text, untilMs);
	}

	async #run(signal) {
		while (!signal.aborted) {
			this.#set("connecting", "connecting");
			const end = await this.#once(signal);

			if (signal.aborted)
				return;
			if (end.isFinal) {
				this.#set("closed", end.reason);
				return;
			}
			const waitMs = Math.max(retryDelay(this.#retryMs,
				this.#failures++, Math.random()),
			Math.min(end.afterMs ?? 0, WAIT_MS_MAX));

			this.#set("waiting", end.reason, Date.now() + waitMs);
			await sleep(waitMs, signal);
		}
	}

	#url() {
		const query = new URLSearchParams({ last: HISTORY,
			heartbeat: HEARTBEAT_S });

		/* Not as a header: an id may be any text. */
		if (this.#lastId !== "")
			query.set("last_event_id", this.#lastId);
		else if (this.#wasEmpty)
			query.set("since", "all");
		return `events?${this.#query()}&${query}`;
	}

	/* One connection, to its end: { isFinal, reason, afterMs }. */
	async #once(signal) {
		const line = new AbortController();
		const cut = () => line.abort();

		signal.addEventListener("abort", cut);
		this.#heardMs = Date.now();
		const watch = setInterval(() => {
			if (Date.now() - this.#heardMs > SILENCE_MS)
				cut();
		}, 5000);
		try {
			return await this.#talk(line.signal);
		} catch (error) {
			return { isFinal: error instanceof RangeError,
				reason: error instanceof RangeError ?
					error.message : "connection lost" };
		} finally {
			clearInterval(watch);
			signal.removeEventListener("abort", cut);
		}
	}

	async #talk(signal) {
		const response = await fetch(this.#url(), {
			headers: { Accept: "text/event-stream" },
			cache: "no-store",
			signal,
		});
		const type = response.headers.get("Content-Type") ?? "";

		if (response.status === 204)
			return { isFinal: true, reason: "the hub ended it" };
		if (!response.ok)
			return this.#refused(response);
		if (!type.startsWith("text/event-stream"))
			return { isFinal: true, reason: "not an event stream" };
		return this.#read(response.body.getReader());
	}

	async #refused(response) {
		const { status } = response;
		const after = Number(response.headers.get("Retry-After") ?? 0);

		return {
			isFinal: status < 500 && status !== 408 && status !== 429,
			reason: await reasonOf(response),
			afterMs: after > 0 ? after * 1000 : 0,
		};
	}

	async #read(reader) {
		this.#bye = {};
		this.#parser = new EventParser((event) => this.#take(event),
			(ms) => { this.#retryMs = ms; });
		this.#parser.lastId = this.#lastId;
		for (;;) {
			const { done, value } = await reader.read();

			if (done)
				break;
			this.#heardMs = Date.now();
			this.#parser.feed(value);
			this.#lastId = this.#parser.lastId;
		}
		return {
			isFinal: this.#bye.reason === "kicked",
			reason: this.#bye.reason ?? "the stream ended",
			afterMs: this.#bye.retry,
		};
	}

	#take(event) {
		const said = event.type.startsWith("ssed.") ?
			parseObject(event.data) : {};

		if (event.type === "ssed.bye" || event.type === "ssed.busy")
			this.#bye = { reason: event.type.slice(5), ...said };
		else
			this.#failures = 0;
		if (event.type === "ssed.open")
			this.#opened(said);
		this.#onEvent(event, said);
	}

	/* Who got nothing yet is as far as the hub is. */
	#opened({ sid = "", last = "" }) {
		this.sid = sid;
		this.#wasEmpty = this.#lastId === "" && last === "";
		if (this.#lastId === "" && last !== "")
			this.#parser.lastId = last;
		this.#set("open", "open");
	}
}
