// Parts of answers that several scenarios use.
export const TYPE = 'Content-Type: text/event-stream\r\n';

// Returns the head of a stream, with more fields if there are any.
export function stream(...fields) {
	return 'HTTP/1.1 200 OK\r\n' + TYPE +
		fields.map((field) => `${field}\r\n`).join('') + '\r\n';
}

// Returns a chunk of a chunked body.
export function chunk(text) {
	return `${text.length.toString(16)}\r\n${text}\r\n`;
}

export const CHUNKED = 'Transfer-Encoding: chunked';
export const LAST = '0\r\n\r\n';

// Returns a whole answer with a body of a given length.
export function answer(status, type, body, ...fields) {
	return `HTTP/1.1 ${status}\r\n` + (type ? `Content-Type: ${type}\r\n` : '') +
		`Content-Length: ${body.length}\r\n` +
		fields.map((field) => `${field}\r\n`).join('') + `\r\n${body}`;
}

// For tests that go on: at once, as long as it takes.
export const AGAIN = ['--retry-delay=0', '--retry=200'];
export const END = 'HTTP/1.1 204 No Content\r\n\r\n';
export const EVENT = 'data: a\n\n';
