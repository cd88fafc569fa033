// Compares the judge with Node's JSON.parse and ajv on the bodies of `go test -bench Judge`. See README.md.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pkg = dirname(dirname(fileURLToPath(import.meta.url)));
const temp = mkdtempSync(join(tmpdir(), 'apidrift-ajv-'));
const run = (command, args, env = {}, cwd = pkg) =>
  execFileSync(command, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', temp, 'ajv@8', 'ajv-formats@3'], {}, temp);
run('go', ['test', '-count=1', '-run', '^TestWriteBenchBodies$', '.'], { APIDRIFT_BENCH_BODIES: temp });

const require = createRequire(join(temp, 'package.json'));
const Ajv = require('ajv/dist/2020').default;
const ajv = new Ajv({ allErrors: true, strict: false });
require('ajv-formats').default(ajv, ['date-time', 'int64']);

const string = { type: 'string' };
const small = {
  type: 'object', required: ['id', 'provider'],
  properties: { id: string, provider: { type: 'string', enum: ['notion', 'google-drive', 'onedrive'] } },
};
const owner = { type: 'object', required: ['id'], properties: { id: string, email: string, admin: { type: 'boolean' } } };
const item = {
  type: 'object', required: ['id', 'name', 'status', 'createdAt'],
  properties: {
    id: { type: 'string', minLength: 1 }, name: { type: 'string', maxLength: 200 },
    status: { type: 'string', enum: ['active', 'paused', 'deleted'] }, createdAt: { type: 'string', format: 'date-time' },
    count: { type: 'integer', format: 'int64', minimum: 0 }, ratio: { type: 'number' }, tags: { type: 'array', items: string },
    owner, parent: { type: ['string', 'null'] },
  },
};
const list = {
  type: 'object', required: ['items', 'total'],
  properties: { total: { type: 'integer', minimum: 0 }, next: { type: ['string', 'null'] }, items: { type: 'array', items: item } },
};

// The fastest of many rounds, in nanoseconds of CPU a body: what other programs take does not count.
function measure(body, schema) {
  const validate = ajv.compile(schema);
  const rounds = Math.max(1, Math.round(2_000_000 / body.length));
  let best = Infinity;
  for (let i = 0; i < 60; i++) {
    const start = process.cpuUsage();
    for (let k = 0; k < rounds; k++) {
      if (!validate(JSON.parse(body))) throw new Error('the body does not conform');
    }
    const used = process.cpuUsage(start);
    best = Math.min(best, ((used.user + used.system) * 1000) / rounds);
  }
  return best;
}

const bench = ['test', '-run', '^$', '-bench', '^BenchmarkJudge$/./^(57B|15kB|1MB)$', '-benchtime', '50ms', '-count', '20', '.'];
const ours = {};
for (const line of run('go', bench).split('\n')) {
  const found = line.match(/^BenchmarkJudge\/(\S+?)\/(57B|15kB|1MB)\S*\s.*?([\d.]+) ns\/judge/);
  if (found) ours[found[2]] = { ...ours[found[2]], [found[1]]: Math.min(ours[found[2]]?.[found[1]] ?? Infinity, Number(found[3])) };
}
for (const [name, schema] of [['57B', small], ['15kB', list], ['1MB', list]]) {
  const theirs = measure(readFileSync(join(temp, name + '.json'), 'utf8'), schema);
  for (const [version, nanoseconds] of Object.entries(ours[name])) {
    console.log(`${name} ${version}: judge ${nanoseconds} ns, JSON.parse + ajv ${Math.round(theirs)} ns, ratio ${(nanoseconds / theirs).toFixed(2)}`);
  }
}
