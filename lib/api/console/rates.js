/*
 * How much goes on: events that this page received in each of the last 60
 * seconds, and the streams that the hub has open.  Rests while the page is
 * not seen.
 */
const RATE_SECONDS = 60;
const SLOTS = RATE_SECONDS + 1; /* and the second that is running */
const CHART_HEIGHT = 20;
const STREAMS_MS = 5000;
const STREAMS_MANY_MS = 30000;
const STREAMS_LISTED_MAX = 50;

class Rates {
	#counts = new Array(SLOTS).fill(0); /* a ring, by second */
	#second = Rates.#now();

	constructor() {
		setInterval(() => this.#draw(), 1000);
		document.addEventListener("visibilitychange", () => this.#draw());
	}

	add() {
		this.#advance();
		this.#counts[this.#second % SLOTS]++;
	}

	static #now() {
		return Math.floor(performance.now() / 1000);
	}

	#advance() {
		const now = Rates.#now();

		if (now - this.#second >= SLOTS)
			this.#counts.fill(0);
		else
			while (this.#second < now)
				this.#counts[++this.#second % SLOTS] = 0;
		this.#second = now;
	}

	/* Bars from left to right, the last full second at the right. */
	#draw() {
		if (document.hidden)
			return;
		this.#advance();
		this.#show(Array.from({ length: RATE_SECONDS }, (_, i) =>
			this.#counts[(this.#second + 1 + i) % SLOTS]));
	}

	#show(past) {
		const peak = Math.max(...past);
		const scale = CHART_HEIGHT / Math.max(peak, 1);

		byId("rate").textContent = `${past.at(-1).toLocaleString("en")
		}/s, at most ${peak.toLocaleString("en")}/s`;
		byId("bars").setAttribute("d", past.map((count, i) =>
			count === 0 ? "" :
				`M${i} ${CHART_HEIGHT}v${-count * scale}h.8V` +
				`${CHART_HEIGHT}z`).join(""));
	}
}

/* Asks the hub for its streams, where it tells them; seldom if many. */
class StreamList {
	#own; /* () => the sid of this page */
	#isAsking = false;
	#timer = 0;

	constructor(own) {
		this.#own = own;
		document.addEventListener("visibilitychange", () => this.#ask());
		this.#ask();
	}

	async #ask() {
		if (document.hidden || this.#isAsking)
			return;
		this.#isAsking = true;
		clearTimeout(this.#timer);
		const { status, body } = await send("GET", "streams");
		const many = body?.streams?.length > STREAMS_LISTED_MAX;

		if (body !== undefined)
			this.#show(body);
		/* Where the hub does not tell, that is not asked again. */
		if (status >= 400 && status < 500)
			return;
		this.#isAsking = false;
		this.#timer = setTimeout(() => this.#ask(),
			many ? STREAMS_MANY_MS : STREAMS_MS);
	}

	#show({ count = 0, streams = [] }) {
		const listed = Array.isArray(streams) ?
			streams.slice(0, STREAMS_LISTED_MAX) : [];

		byId("streams").hidden = false;
		byId("streams-count").textContent = count.toLocaleString("en");
		byId("streams-list").replaceChildren(
			...listed.map((stream) => this.#row(stream)));
	}

	#row({ sid = "", user, topics = [] }) {
		const isOwn = sid === this.#own();
		const all = Array.isArray(topics) ? topics.join(" | ") : "";

		return el("li", { className: isOwn ? "own" : "", title: sid },
			el("span", { className: "type" }, user || "nobody"),
			el("span", { className: "topic", title: all }, all),
			el("span", { className: "muted" },
				isOwn ? "this page" : ""));
	}
}
