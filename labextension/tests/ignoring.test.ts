import assert from 'node:assert/strict';
import { test } from 'node:test';

import { canIgnore, ignore, reportAgain } from '../src/ignoring';
import { ignoredRecords } from '../src/records';

/** A notebook with one code cell, and a server that answers each request with a record. */
function setting(finding: object) {
  const metadata: Record<string, unknown> = {};
  const cell = {
    cell_type: 'code',
    isDisposed: false,
    text: 'x = 1',
    getId: () => 'a',
    getSource: () => cell.text,
    toJSON: () => ({ cell_type: 'code', source: cell.text }),
    transact: (change: () => void) => change(),
    updateSource(from: number, to: number, value: string) {
      cell.text = cell.text.slice(0, from) + value + cell.text.slice(to);
    }
  };
  const notebook = {
    cells: [cell],
    metadata,
    nbformat: 4,
    nbformat_minor: 5,
    getMetadata: (key: string) => metadata[key],
    setMetadata: (key: string, value: unknown) => void (metadata[key] = value),
    deleteMetadata: (key: string) => void delete metadata[key]
  };
  const asked: { finding: object; reason: string; path: string }[] = [];
  const client = {
    ignore: async (request: (typeof asked)[number]) => {
      asked.push(request);
      const time = '2026-01-01T00:00:00Z';
      return { format: 'mlsec-record/1', kind: 'ignored', time, rule: 'r', place: 'output', fingerprint: 'f', seal: 's', personal: true };
    }
  };
  const row = { key: 'k', index: 0, cell, stale: false, finding: { rule: 'r', suppressed: null, ...finding } };
  return { metadata, cell, notebook, asked, client, row };
}

const PLACE = { line: 2, column: 3, end_line: 2, end_column: 9 };

test('a finding in an output is ignored by a record that the server makes, and taken back', async () => {
  const { metadata, notebook, asked, client, row } = setting({ place: 'output', ...PLACE, nth: 1 });
  const done = await ignore(row as never, notebook as never, 'x.ipynb', 'ours', client as never);
  assert.deepEqual(
    asked.map(({ finding, reason, path }) => [finding, reason, path]),
    [[{ rule: 'r', place: 'output', ...PLACE, nth: 1, cell: 0 }, 'ours', 'x.ipynb']]
  );
  assert.equal(ignoredRecords(metadata).length, 1);
  assert.equal(done?.personal, true);
  assert.equal(done?.undo(), true);
  assert.deepEqual(metadata, {});
  assert.equal(done?.undo(), false);
});

test('a finding in the metadata of the notebook has no cell', async () => {
  const { notebook, asked, client, row } = setting({ place: 'notebook-metadata', ...PLACE });
  await ignore({ ...row, cell: null } as never, notebook as never, 'x.ipynb', 'ours', client as never);
  assert.deepEqual(
    asked.map(({ finding }) => finding),
    [{ rule: 'r', place: 'notebook-metadata', ...PLACE, nth: 0, cell: null }]
  );
});

test('a finding in code is ignored by a comment, without asking anybody', async () => {
  const allow = { line: 1, column: 6, before: '  ', after: '' };
  const { cell, notebook, asked, client, row } = setting({ place: 'source', ...PLACE, allow });
  const done = await ignore(row as never, notebook as never, 'x.ipynb', 'ours', client as never);
  assert.equal(cell.text, 'x = 1  # mlsec: allow[r] ours');
  assert.deepEqual([asked.length, done?.personal, done?.undo(), cell.text], [0, false, true, 'x = 1']);
});

test('only what counts, is fresh, and is in an open notebook can be ignored', () => {
  const { cell, notebook, row } = setting({ place: 'output', ...PLACE });
  const open = notebook as never;
  assert.equal(canIgnore(row as never, open), true);
  assert.equal(canIgnore(row as never, null), false);
  assert.equal(canIgnore({ ...row, stale: true } as never, open), false);
  assert.equal(canIgnore({ ...row, cell: { ...cell, isDisposed: true } } as never, open), false);
  assert.equal(canIgnore({ ...row, finding: { ...row.finding, suppressed: { by: 'inline' } } } as never, open), false);
  assert.equal(reportAgain('s', open), null);
});
