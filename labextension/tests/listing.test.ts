import assert from 'node:assert/strict';
import { test } from 'node:test';

import { counted, fileRows, filtered, grouped, IListed } from '../src/listing';
import type { Severity } from '../src/shapes';

function listed(path: string, index: number, rule: string, severity: Severity = 'high', place = 'source'): IListed {
  const finding = { rule, severity, place, family: 'secret', message: `a ${rule}`, path, line: 1 };
  return { key: `${path}${index}${rule}`, index, cell: null, finding, stale: false, path, notebook: null } as never;
}

const ROWS = [
  listed('a.ipynb', 0, 'low-rule', 'low'),
  listed('a.ipynb', 1, 'bad-rule', 'critical'),
  listed('b.ipynb', 1, 'low-rule', 'low', 'output')
];

function shown(...args: Parameters<typeof grouped>): [string, number | null, string | null, number][] {
  return grouped(...args).map(({ path, index, rule, rows }) => [path, index, rule, rows.length]);
}

test('rows are grouped by cell, by notebook and cell, by file, or by rule with the worst first', () => {
  assert.deepEqual(shown(ROWS.slice(0, 2), 'place', 'notebook'), [
    ['', 0, null, 1],
    ['', 1, null, 1]
  ]);
  assert.deepEqual(shown(ROWS, 'place', 'open'), [
    ['a.ipynb', 0, null, 1],
    ['a.ipynb', 1, null, 1],
    ['b.ipynb', 1, null, 1]
  ]);
  assert.deepEqual(shown(ROWS, 'place', 'files'), [
    ['a.ipynb', null, null, 2],
    ['b.ipynb', null, null, 1]
  ]);
  assert.deepEqual(shown(ROWS, 'rule', 'open'), [
    ['', null, 'bad-rule', 1],
    ['', null, 'low-rule', 2]
  ]);
});

test('every word of the filter must be somewhere in what a row says', () => {
  const keys = (text: string, ...hidden: Severity[]): string[] =>
    filtered(ROWS, { text, hidden: new Set(hidden) }).map(row => row.key);
  assert.deepEqual(keys('LOW b.ipynb'), ['b.ipynb1low-rule']);
  assert.deepEqual(keys('cell 2'), ['a.ipynb1bad-rule', 'b.ipynb1low-rule']);
  assert.deepEqual(keys('', 'low'), ['a.ipynb1bad-rule']);
  assert.deepEqual(keys('output critical'), []);
});

test('severities are counted from the worst down, and none that has no row', () => {
  assert.deepEqual(counted(ROWS), [
    { severity: 'critical', count: 1 },
    { severity: 'low', count: 2 }
  ]);
});

test('findings of files are listed where they count, and apart from them where they are ignored', () => {
  const found = { ...ROWS[0]!.finding, cell: null, fingerprint: 'f', suppressed: null };
  const rows = fileRows({ findings: [found, { ...found, suppressed: { by: 'inline', reason: 'r' } }] } as never);
  assert.deepEqual(
    rows.map(({ key, index, path }) => [key, index, path]),
    [['a.ipynb/0/f', -1, 'a.ipynb']]
  );
  const scan = { findings: [found, { ...found, fingerprint: 'g', suppressed: { by: 'inline', reason: 'r' } }] };
  assert.deepEqual(
    fileRows(scan as never, true).map(({ key }) => key),
    ['a.ipynb/0/g']
  );
  assert.deepEqual(fileRows(null), []);
});
