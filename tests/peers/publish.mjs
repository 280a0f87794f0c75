// publish.mjs URL EVENTS TOPIC... - publishes the numbers 1 to EVENTS to each
// topic, in order, over one connection, some requests at a time.
import http from 'node:http';

const [url, events, ...topics] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function publish(topic, data) {
	return new Promise((resolve, reject) => {
		const req = http.request(
			{ agent, hostname, port, method: 'POST',
				path: `/events/${topic}` },
			(res) => {
				res.resume();
				res.on('end', () => resolve(res.statusCode));
			});
		req.on('error', reject);
		req.end(String(data));
	});
}

for (let n = 1; n <= Number(events); n++) {
	const statuses = await Promise.all(topics.map((t) => publish(t, n)));
	if (statuses.some((status) => status !== 200)) {
		console.error(`event ${n}: ${statuses}`);
		process.exit(1);
	}
}
agent.destroy();
