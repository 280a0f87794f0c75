/*
 * unit/sse_rows.h - streams, and what a parser must make of them.
 *
 * A transcript: "type|data|id;" for an event, with "|topic" behind the id if
 * it has one; at the end "@id;" for the last id and "!ms;" for the delay,
 * where the stream set them.  NUL is written <NUL>.
 *
 * Spec: WHATWG HTML 9.2.5 and 9.2.6.  The rows are also fed to another
 * parser: see peers/eventsource-parser.
 */
#ifndef UNIT_SSE_ROWS_H
#define UNIT_SSE_ROWS_H

#include <stddef.h>

#define ROW(name, stream, events)                                              \
	{                                                                      \
		name, stream, sizeof(stream) - 1, events                       \
	}
#define BOM "\xEF\xBB\xBF"
#define FFFD "\xEF\xBF\xBD"

static const struct sse_row {
	const char *name, *stream;
	size_t len;
	const char *events;
} sse_rows[] = {
	/* Lines. */
	ROW("one line", "data: hi\n\n", "message|hi|;"),
	ROW("nothing", "", ""),
	ROW("blank lines only", "\n\r\n\r\n\n", ""),
	ROW("lines join with LF", "data: a\ndata: b\n\n", "message|a\nb|;"),
	ROW("CRLF ends one line", "data: a\r\ndata: b\r\n\r\n",
	    "message|a\nb|;"),
	ROW("CR ends a line", "data: a\rdata: b\r\r", "message|a\nb|;"),
	ROW("CR CR ends an event at once", "data: a\r\rdata: b\r\r",
	    "message|a|;message|b|;"),
	ROW("LF CR is two ends", "data: a\n\rdata: b\n\r",
	    "message|a|;message|b|;"),
	ROW("CR LF CR ends an event", "data: a\r\n\rdata: b\n\n",
	    "message|a|;message|b|;"),
	ROW("CR CR LF ends an event once", "data: a\r\r\ndata: b\r\r\n",
	    "message|a|;message|b|;"),
	ROW("LF CR LF ends an event once", "data: a\n\r\ndata: b\n\r\n",
	    "message|a|;message|b|;"),
	ROW("ends may be mixed", "data: a\rdata: b\r\ndata: c\n\r\n",
	    "message|a\nb\nc|;"),
	ROW("a stream may start with LF", "\ndata: a\n\n", "message|a|;"),
	ROW("a stream may start with CRLF", "\r\ndata: a\r\n\r\n",
	    "message|a|;"),
	ROW("U+2028 ends no line",
	    "data: a\xE2\x80\xA8"
	    "b\n\n",
	    "message|a\xE2\x80\xA8"
	    "b|;"),
	ROW("U+0085 ends no line",
	    "data: a\xC2\x85"
	    "b\n\n",
	    "message|a\xC2\x85"
	    "b|;"),
	ROW("FF and VT end no line", "data: a\f\vb\n\n", "message|a\f\vb|;"),

	/* Byte order mark. */
	ROW("a BOM is dropped", BOM "data: a\n\n", "message|a|;"),
	ROW("a second BOM is not", BOM BOM "data: a\n\n", ""),
	ROW("a BOM on line two is not", "\n" BOM "data: a\n\n", ""),
	ROW("a BOM in data stays", "data: " BOM "a\n\n", "message|" BOM "a|;"),
	ROW("a BOM and a blank line", BOM "\ndata: a\n\n", "message|a|;"),
	ROW("a BOM and a comment", BOM ": hi\ndata: a\n\n", "message|a|;"),
	ROW("part of a BOM is none",
	    "\xEF\xBB"
	    "data: a\ndata: b\n\n",
	    "message|b|;"),
	ROW("a BOM alone", BOM, ""),

	/* Fields. */
	ROW("one space is dropped", "data:  a\n\n", "message| a|;"),
	ROW("no space is needed", "data:a\n\n", "message|a|;"),
	ROW("a tab is no space", "data:\ta\n\n", "message|\ta|;"),
	ROW("spaces at the end stay", "data: a  \n\n", "message|a  |;"),
	ROW("colons after the first stay", "data: a:b: c\n\n",
	    "message|a:b: c|;"),
	ROW("a space before the colon is part of the name",
	    "data : a\ndata: b\n\n", "message|b|;"),
	ROW("a space before the name is part of it", " data: a\ndata: b\n\n",
	    "message|b|;"),
	ROW("names heed case", "Data: a\nDATA: b\ndata: c\n\n", "message|c|;"),
	ROW("a longer name is another", "dataset: a\nd: b\ndata: c\n\n",
	    "message|c|;"),
	ROW("unknown fields are ignored", "foo: a\nbar\ndata: c\n\n",
	    "message|c|;"),
	ROW("a field without colon is empty", "data\n\n", "message||;"),
	ROW("two of them are one LF", "data\ndata\n\n", "message|\n|;"),
	ROW("an empty value", "data:\n\n", "message||;"),
	ROW("a value of one space", "data: \n\n", "message||;"),
	ROW("an empty line of data in between", "data: a\ndata:\ndata: b\n\n",
	    "message|a\n\nb|;"),
	ROW("an empty line of data at the end", "data: a\ndata\n\n",
	    "message|a\n|;"),
	ROW("a NUL in data stays", "data: a\0b\n\n", "message|a<NUL>b|;"),
	ROW("the standard's stock example",
	    "data: YHOO\ndata: +2\ndata: 10\n\n", "message|YHOO\n+2\n10|;"),
	ROW("the standard's example of empty data",
	    "data\n\ndata\ndata\n\ndata:", "message||;message|\n|;"),
	ROW("the standard's example of spaces", "data:test\n\ndata: test\n\n",
	    "message|test|;message|test|;"),

	/* Comments. */
	ROW("a comment is ignored", ": ping\n\n", ""),
	ROW("an empty comment", ":\n\ndata: a\n\n", "message|a|;"),
	ROW("a comment inside an event", "data: a\n: x\ndata: b\n\n",
	    "message|a\nb|;"),
	ROW("a comment that looks like a field", ":data: a\n\n", ""),

	/* Types. */
	ROW("a type", "event: tick\ndata: 1\n\n", "tick|1|;"),
	ROW("a type behind the data", "data: 1\nevent: tick\n\n", "tick|1|;"),
	ROW("the last type counts", "event: a\nevent: b\ndata: 1\n\n", "b|1|;"),
	ROW("an empty type is message", "event: a\nevent:\ndata: 1\n\n",
	    "message|1|;"),
	ROW("a type does not outlive its event",
	    "event: a\ndata: 1\n\ndata: 2\n\n", "a|1|;message|2|;"),
	ROW("a type does not outlive a block without data",
	    "event: a\n\ndata: 2\n\n", "message|2|;"),
	ROW("no data, no event", "event: tick\n\n", ""),

	/* Ids. */
	ROW("an id outlives its event", "id: 7\ndata: 1\n\ndata: 2\n\n",
	    "message|1|7;message|2|7;@7;"),
	ROW("an id behind the data", "data: 1\nid: 7\n\n", "message|1|7;@7;"),
	ROW("the last id counts", "id: 7\nid: 8\ndata: 1\n\n",
	    "message|1|8;@8;"),
	ROW("an empty id resets it", "id: 7\ndata: 1\n\nid\ndata: 2\n\n",
	    "message|1|7;message|2|;"),
	ROW("an id without data counts", "id: 7\n\ndata: 2\n\n",
	    "message|2|7;@7;"),
	ROW("an id alone is committed", "id: 7\n\n", "@7;"),
	ROW("an id of an unfinished block is not", "id: 7\ndata: 1\n", ""),
	ROW("an id may be any text", "id: a b:c \xC3\xA9\ndata: 1\n\n",
	    "message|1|a b:c \xC3\xA9;@a b:c \xC3\xA9;"),
	ROW("an id with NUL is ignored", "id: 7\nid: 8\0\ndata: 1\n\n",
	    "message|1|7;@7;"),
	ROW("an id of NUL is ignored", "id: \0\ndata: 1\n\n", "message|1|;"),
	ROW("the standard's example of ids",
	    ": test stream\n\ndata: first event\nid: 1\n\n"
	    "data:second event\nid\n\ndata:  third event\n\n",
	    "message|first event|1;message|second event|;"
	    "message| third event|;"),

	/* The delay. */
	ROW("a delay", "retry: 3000\n\n", "!3000;"),
	ROW("a delay holds without a blank line", "retry: 3000\n", "!3000;"),
	ROW("a delay of an unfinished line does not", "retry: 3000", ""),
	ROW("a delay of zero", "retry: 0\n", "!0;"),
	ROW("leading zeros", "retry: 007\n", "!7;"),
	ROW("the last delay counts", "retry: 1\nretry: 2\n", "!2;"),
	ROW("a delay is digits only",
	    "retry: 1\nretry: 2s\nretry: -3\n"
	    "retry: +4\nretry: 5.0\nretry:  6\nretry: 7 \n",
	    "!1;"),
	ROW("an empty delay is ignored", "retry: 1\nretry:\nretry\n", "!1;"),
	ROW("a delay does not change the event",
	    "data: a\nretry: 9\ndata: b\n\n", "message|a\nb|;!9;"),

	/* The end of the stream. */
	ROW("an unfinished event is lost", "data: a\n", ""),
	ROW("an unfinished line is lost", "data: a\n\ndata: b", "message|a|;"),

	/* UTF-8. */
	ROW("two, three and four bytes",
	    "data: \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\n\n",
	    "message|\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80|;"),
	ROW("a lone byte is mended",
	    "data: a\xFF"
	    "b\n\n",
	    "message|a" FFFD "b|;"),
	ROW("a sequence cut by the line end is mended", "data: \xE2\x82\n\n",
	    "message|" FFFD "|;"),
	ROW("a surrogate is three broken bytes", "data: \xED\xA0\x80\n\n",
	    "message|" FFFD FFFD FFFD "|;"),
	ROW("a type and an id are mended",
	    "event: \xC0\nid: \xF4\x90\ndata: 1\n\n",
	    FFFD "|1|" FFFD FFFD ";@" FFFD FFFD ";"),
	ROW("a broken name is unknown", "data\xFF: a\ndata: b\n\n",
	    "message|b|;"),

	/* ssed's own field. */
	ROW("a topic", "topic: a/b\ndata: 1\n\ndata: 2\n\n",
	    "message|1||a/b;message|2|;"),
	ROW("all fields", "event: e\nid: 1\ntopic: t\nretry: 5\ndata: d\n\n",
	    "e|d|1|t;@1;!5;"),
};

#undef ROW
#undef BOM
#undef FFFD

#endif
