// An event stream over HTTP/2 or HTTP/1.1, whatever the client chooses.
//
//	node http2.mjs PORT_FILE
//
// TLS_CERT and TLS_KEY in the environment.  The data of its one event is the
// version of HTTP.
import fs from 'node:fs';
import http2 from 'node:http2';

const [portFile] = process.argv.slice(2);
const server = http2.createSecureServer({
	cert: fs.readFileSync(process.env.TLS_CERT),
	key: fs.readFileSync(process.env.TLS_KEY),
	allowHTTP1: true,
}, (request, response) => {
	response.setHeader('Content-Type', 'text/event-stream');
	response.end(`data: ${request.httpVersion}\n\n`);
});

server.listen(0, '127.0.0.1', () => {
	fs.writeFileSync(portFile + '.part', `${server.address().port}\n`);
	fs.renameSync(portFile + '.part', portFile);
});
