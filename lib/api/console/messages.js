/*
 * The list of messages: the newest at the bottom, the oldest dropped.  It
 * stays at the bottom, unless one has scrolled up to read.
 */
const ROWS_MAX = 500;
const ROWS_CHARS_MAX = 16 << 20; /* data of all rows together */
const SHOWN_CHARS = 4000; /* of one message, until one asks for all */
const INDENT_CHARS_MAX = 64 << 10;
const INDENT_DEPTH_MAX = 40;
const DRAW_MS = 50;

/*
 * Returns JSON with a line for each member, null if the text is none.  Only
 * blanks change: through JSON.stringify long numbers would.
 */
function indented(text) {
	const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;
	let out = "", depth = 0, before = "";

	if (text.length > INDENT_CHARS_MAX || !/^\s*[{[]/.test(text))
		return null;
	try {
		JSON.parse(text);
	} catch {
		return null;
	}
	const newLine = () =>
		"\n" + "  ".repeat(Math.min(depth, INDENT_DEPTH_MAX));

	for (const [token] of text.matchAll(tokens)) {
		const isEnd = token === "}" || token === "]";

		if (isEnd)
			depth--;
		if (isEnd ? !/^[{[]$/.test(before) : /^[{[,]$/.test(before))
			out += newLine();
		if (/^[{[]$/.test(token))
			depth++;
		out += token === ":" ? ": " : token;
		before = token;
	}
	return out;
}

/* An id that the hub made begins with the time. */
function timeOf(id) {
	const made = /^([0-9]{13})-[0-9]+$/.exec(id);

	return new Date(made !== null ? Number(made[1]) : Date.now());
}

function clock(date) {
	const two = (n) => String(n).padStart(2, "0");

	return `${two(date.getHours())}:${two(date.getMinutes())}:` +
		`${two(date.getSeconds())}.` +
		String(date.getMilliseconds()).padStart(3, "0");
}

class Messages {
	#log = byId("log");
	#list = byId("rows");
	#newest = byId("newest");
	#rows = []; /* { event, when, node, body, all }, oldest first */
	#fresh = []; /* the same, not drawn yet; at most ROWS_MAX */
	#chars = 0;
	#unseen = 0;
	#isAtEnd = true;
	#indent = false;
	#timer = 0;

	constructor() {
		this.#log.addEventListener("scroll", () => this.#scrolled());
		this.#newest.addEventListener("click", () => this.#toEnd());
	}

	add(event) {
		this.#push({ event, when: timeOf(event.id) });
	}

	/* What the hub, or the page, says about the stream. */
	tell(kind, data) {
		this.#push({ event: { data }, when: new Date(), kind });
	}

	clear() {
		this.#rows = [];
		this.#fresh = [];
		this.#chars = 0;
		this.#list.replaceChildren();
		this.#toEnd();
		this.#count();
	}

	set indent(on) {
		this.#indent = on;
		for (const row of this.#rows)
			this.#fill(row);
		if (this.#isAtEnd)
			this.#toEnd();
	}

	#push(row) {
		this.#fresh.push(row);
		if (this.#fresh.length > ROWS_MAX)
			this.#fresh.shift();
		/* Not a frame's callback: those rest while a tab is hidden. */
		if (this.#timer === 0)
			this.#timer = setTimeout(() => this.#draw(), DRAW_MS);
	}

	/* Nothing is made of what would go at once. */
	#make(row) {
		const { event: { type, id, topic }, when, kind } = row;
		const iso = when.toISOString();
		const time = el("time", { dateTime: iso, title: iso },
			clock(when));
		const cell = (className, text) =>
			el("span", { className, title: text }, text);

		row.body = el(kind ? "p" : "pre", { className: "data" });
		row.node = kind ?
			el("li", { className: `told ${kind}` }, time,
				cell("type", kind), row.body) :
			el("li", {}, time, cell("topic", topic),
				cell("type", type), cell("id", id), row.body);
		row.node.classList.toggle("plain", type === "message");
		this.#fill(row);
		return row.node;
	}

	#draw() {
		const fresh = this.#fresh;

		this.#timer = 0;
		this.#fresh = [];
		this.#list.append(...fresh.map((row) => this.#make(row)));
		for (const row of fresh) {
			this.#chars += row.event.data.length;
			this.#rows.push(row);
		}
		this.#drop();
		this.#unseen += fresh.length;
		if (this.#isAtEnd)
			this.#toEnd();
		else
			this.#offer();
		this.#count();
	}

	#drop() {
		while (this.#rows.length > ROWS_MAX ||
			(this.#chars > ROWS_CHARS_MAX && this.#rows.length > 1)) {
			const row = this.#rows.shift();

			this.#chars -= row.event.data.length;
			row.node.remove();
		}
	}

	#fill(row) {
		const { event: { data }, kind } = row;
		const text = (this.#indent && !kind && indented(data)) || data;
		const length = text.length.toLocaleString("en");

		if (row.all || text.length <= SHOWN_CHARS) {
			row.body.textContent = text;
			return;
		}
		const more = el("button", { type: "button" },
			`… all ${length} characters`);

		more.addEventListener("click", () => {
			row.all = true;
			this.#fill(row);
			this.#log.focus();
		});
		row.body.replaceChildren(text.slice(0, SHOWN_CHARS), more);
	}

	#scrolled() {
		const { scrollHeight, scrollTop, clientHeight } = this.#log;

		this.#isAtEnd = scrollHeight - scrollTop - clientHeight < 8;
		if (this.#isAtEnd)
			this.#unseen = 0;
		this.#offer();
	}

	#toEnd() {
		this.#unseen = 0;
		this.#isAtEnd = true;
		this.#log.scrollTop = this.#log.scrollHeight;
		this.#offer();
	}

	#offer() {
		this.#newest.hidden = this.#isAtEnd;
		this.#newest.textContent = this.#unseen > 0 ?
			`↓ ${this.#unseen.toLocaleString("en")} new` : "↓ newest";
	}

	#count() {
		byId("count").textContent =
			this.#rows.length.toLocaleString("en");
	}
}
