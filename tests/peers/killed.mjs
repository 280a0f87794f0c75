// Feeds a program numbered lines, and kills it at a moment of chance.
//
//	node killed.mjs ROUND LINES SPOOL PROGRAM [ARG...]
//
// The lines are ROUND:1:xxx to ROUND:LINES:xxx, in pieces, and so long that the
// way to the program holds but some thirty of them.  The moment is when that
// has taken a piece: anywhere from before the first read to after the last
// acknowledgement, and mostly in between.  KILL_ALSO is the pid of another
// process that is killed at another such moment.  Prints the number of the last
// line of the round that stands in the folder SPOOL, and so must never be lost.
import { spawn } from 'node:child_process';
import fs from 'node:fs';

const [round, lines, spool, program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
const over = new Promise((resolve) => child.on('close', resolve));
const chance = (n) => Math.floor(Math.random() * n);
const moment = chance(Number(lines));
const other = chance(Number(lines));

// A write's callback comes when the pipe has it.
const write = (text) => new Promise((resolve) => child.stdin.write(text, resolve));

function last() {
	let most = 0;
	for (const name of fs.readdirSync(spool)) {
		if (!/^\d+-\d+\.ndjson$/.test(name))
			continue;
		const text = fs.readFileSync(`${spool}/${name}`, 'utf8');
		for (const line of text.split('\n').slice(0, -1)) {
			const [, of, n] = /"(\d+):(\d+):x+"}$/.exec(line);
			if (of === round)
				most = Math.max(most, Number(n));
		}
	}
	return most;
}

child.stdin.on('error', () => {});
for (let n = 1; n <= lines;) {
	let piece = '';
	const end = n + 1 + chance(8);
	for (; n <= lines && n < end; n++)
		piece += `${round}:${n}:${'x'.repeat(8000)}\n`;
	await write(piece);
	if (process.env.KILL_ALSO && n >= other) {
		process.kill(Number(process.env.KILL_ALSO), 'SIGKILL');
		delete process.env.KILL_ALSO;
	}
	if (n >= moment)
		break;
}
child.kill('SIGKILL');
await over;
console.log(last());
