// Runs sse-cat against the servers of scenarios/GROUP.mjs, and compares how it
// went.
//
//	node scenario.mjs GROUP
//
// A scenario:
//	name
//	serve   the answers: see server.mjs
//	args    options; ["--retry=0"] unless told.  Always with -r
//	env     more of its environment; a function: of the server
//	path    of the URL
//	listen  where the server listens, unless on a port of 127.0.0.1
//	out     the data it prints, joined by "," (or a function that judges)
//	err     what its messages match; none unless told
//	status  its exit status; 0 unless told
//	stops   it would go on: it is stopped once its messages match, and has
//		no exit status of its own
//	asks    what each request matches, if told; or a function that judges
//	over    on how many connections, if told
import { spawn } from 'node:child_process';
import os from 'node:os';
import { Server } from './server.mjs';

const AT_ONCE = 6;
const WAIT_MS = 60000;

function run(args, env, last) {
	const child = spawn('sse-cat', ['-r', ...args],
		{ timeout: WAIT_MS, env: { ...process.env, ...env } });
	let out = '', err = '';

	child.stdout.on('data', (text) => { out += text; });
	child.stderr.on('data', (text) => {
		err += text;
		if (last?.test(err))
			child.kill();
	});
	return new Promise((done) => child.on('close', (status, signal) =>
		done({ out: out.trimEnd().replaceAll('\n', ','), err,
			status: status ?? signal })));
}

function agrees(wanted, got) {
	if (typeof wanted === 'function')
		return wanted(got);
	if (wanted instanceof RegExp)
		return wanted.test(got);
	if (Array.isArray(wanted))
		return wanted.length === got.length &&
			wanted.every((item, at) => agrees(item, got[at]));
	return got === wanted;
}

async function check(scenario) {
	const server = new Server(scenario.serve);
	const faults = [];
	const expect = (what, wanted, got) => wanted === undefined ||
		agrees(wanted, got) || faults.push(`${scenario.name}: ${what}: ${
			JSON.stringify(got).slice(0, 500)}, not ${wanted}`);

	await server.listen(scenario.listen ??
		{ host: '127.0.0.1', port: 0 });
	const host = scenario.listen?.host === '::1' ? '[::1]' : '127.0.0.1';
	const url = `http://${scenario.user ?? ''}${host}:${
		server.port ?? 80}${scenario.path ?? '/'}`;
	const env = typeof scenario.env === 'function' ?
		scenario.env(server) : scenario.env;
	const got = await run([...scenario.args ?? ['--retry=0'], url], env,
		scenario.stops && scenario.err);

	server.close();
	expect('data', scenario.out ?? '', got.out);
	expect('messages', scenario.err ?? '', got.err);
	expect('status', scenario.stops ? 'SIGTERM' : scenario.status ?? 0,
		got.status);
	expect('requests', scenario.asks, server.asked);
	expect('connections', scenario.over, server.connections);
	return faults;
}

const [group] = process.argv.slice(2);
const { scenarios } = await import(`./scenarios/${group}.mjs`);

// Not every system has IPv6.
const hasIPv6 = Object.values(os.networkInterfaces()).flat()
	.some(({ address }) => address === '::1');
const left = scenarios.filter(({ listen }) => listen?.host !== '::1' || hasIPv6);
const faults = [];

// What is slow in one is no matter to the others.
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
	while (left.length > 0)
		faults.push(...await check(left.shift()));
}));
console.log([...faults, `${scenarios.length} scenarios, ${faults.length} faults`]
	.join('\n'));
process.exit(faults.length > 0 ? 1 : 0);
