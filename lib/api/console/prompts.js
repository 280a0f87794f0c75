/*
 * H and C: each H that nobody has answered is a card with two buttons.  It
 * takes no focus, and can be folded away but not lost; it goes when a C of
 * its id comes, whoever gave that, or when the H expires.
 */
const PROMPTS_MAX = 50;
const PROMPT_MS = 100; /* a C that follows at once, as in a replay */
const LOOK_MS = 500; /* until the hub is asked once more; then longer */
const LOOK_MS_MAX = 60000;

/* A hub gives an H without data its id as JSON: that says nothing new. */
const wordsOf = (data) =>
	data === "" || Object.keys(parseObject(data)).join() === "id" ?
		"(no text)" : data;

class Prompts {
	#cards = new Map(); /* id: { node, buttons, said, isBusy, life } */
	#timers = new Map(); /* id: of a card that is about to be shown */
	#region = byId("cards");
	#fold = byId("prompts-fold");
	#user; /* () => name, "" for none */

	constructor(user) {
		this.#user = user;
		this.#fold.addEventListener("click", () =>
			this.#setFolded(!this.#region.hidden));
		byId("prompts").addEventListener("keydown", (event) => {
			if (event.key === "Escape")
				this.#setFolded(true);
		});
	}

	take({ type, id, topic, data }) {
		if (type === "C")
			this.#close(parseObject(data).id);
		if (type !== "H" || id === "" || this.#cards.has(id) ||
			this.#timers.size >= PROMPTS_MAX)
			return;
		clearTimeout(this.#timers.get(id));
		this.#timers.set(id, setTimeout(() => {
			this.#timers.delete(id);
			this.#show(id, topic, data);
		}, PROMPT_MS));
	}

	#show(id, topic, data) {
		const key = `prompt-${crypto.getRandomValues(
			new Uint32Array(1))[0]}`;
		const said = el("output", { className: "note" });
		const yes = el("button", { type: "button", className: "main" },
			"Confirm");
		const no = el("button", { type: "button" }, "Deny");
		const node = el("section", { className: "card" },
			el("h2", { id: `${key}-title` }, "Please confirm ",
				el("span", { className: "id", title: id }, id)),
			el("p", { id: `${key}-text`, className: "text",
				tabIndex: data.length > 400 ? 0 : -1 },
			wordsOf(data)),
			el("div", { className: "end" }, yes, no, said));
		const card = { node, buttons: [yes, no], said, isBusy: false,
			life: new AbortController() };

		node.setAttribute("role", "alertdialog");
		node.setAttribute("aria-modal", "false");
		node.setAttribute("aria-labelledby", `${key}-title`);
		node.setAttribute("aria-describedby", `${key}-text`);
		node.title = topic;
		yes.addEventListener("click", () => this.#answer(id, card, true));
		no.addEventListener("click", () => this.#answer(id, card, false));
		this.#cards.set(id, card);
		this.#region.append(node);
		this.#setFolded(false);
		if (this.#cards.size > PROMPTS_MAX)
			this.#close(this.#cards.keys().next().value);
		this.#title();
		this.#watch(id, card.life.signal);
	}

	/*
	 * No event says that an H expired: the hub is asked when that will be,
	 * and then whether it was so.  By its own clock, not the page's.
	 */
	async #watch(id, signal) {
		let isKnown = false;

		for (let lookMs = LOOK_MS; !signal.aborted; lookMs *= 2) {
			const { status, body, atMs } = await send("GET",
				`messages/${encodeURIComponent(id)}${
					asUser(this.#user())}`);
			const state = body?.ledger?.state;
			const leftMs = Date.parse(body?.expires) - atMs;

			if (signal.aborted)
				return;
			if (isKnown && status === 404 ||
				state !== undefined && state !== "open") {
				this.#close(id);
				return;
			}
			isKnown ||= state !== undefined;
			/* Not one that the hub would tell about. */
			if (!isKnown && status >= 200 && status < 500)
				return;
			await sleep(leftMs > 0 ? Math.min(leftMs, WAIT_MS_MAX) :
				Math.min(lookMs, LOOK_MS_MAX), signal);
		}
	}

	async #answer(id, card, ok) {
		if (card.isBusy)
			return;
		this.#busy(card, true);
		note(card.said, "sending");
		const { status, error } = await send("POST",
			`C${asUser(this.#user())}`,
			JSON.stringify({ id, ok }));

		if (error === undefined) {
			this.#close(id);
			return;
		}
		note(card.said, error, true);
		this.#busy(card, false);
		/* Gone for good: then the card may go, too. */
		if (status === 404 || status === 410)
			this.#offerDismissal(id, card);
	}

	/* Not by the property disabled: the focus would be lost. */
	#busy(card, on) {
		card.isBusy = on;
		for (const button of card.buttons)
			button.setAttribute("aria-disabled", String(on));
	}

	#offerDismissal(id, card) {
		const dismiss = el("button", { type: "button" }, "Dismiss");
		const hadFocus = card.node.contains(document.activeElement);

		dismiss.addEventListener("click", () => this.#close(id));
		card.buttons[0].parentElement.replaceChildren(dismiss, card.said);
		if (hadFocus)
			dismiss.focus();
	}

	#close(id) {
		const card = this.#cards.get(id);

		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
		if (card === undefined)
			return;
		const hadFocus = card.node.contains(document.activeElement);

		card.life.abort();
		this.#cards.delete(id);
		card.node.remove();
		if (hadFocus)
			(this.#region.querySelector("button") ??
				byId("log")).focus();
		this.#title();
	}

	/* What had the focus in there is not seen any more. */
	#setFolded(isFolded) {
		if (this.#region.contains(document.activeElement))
			this.#fold.focus();
		this.#region.hidden = isFolded;
		this.#fold.setAttribute("aria-expanded", String(!isFolded));
	}

	#title() {
		const count = this.#cards.size;

		byId("prompts").hidden = count === 0;
		this.#fold.textContent = plural(count, "question");
		document.title = count > 0 ? `(${count}) ssed` : "ssed";
	}
}
