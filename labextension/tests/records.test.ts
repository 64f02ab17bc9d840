import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dropRecords, ignoredRecords, keepRecords, merged, storeRecord } from '../src/records';

const MIME = 'application/vnd.jupyter-mlsec.record+json';
const answer = (item: string, time: string, text = '') => ({
  format: 'mlsec-record/1',
  kind: 'answer' as const,
  time,
  item,
  text
});

/** A notebook with one cell, as far as keepRecords looks at it. */
function notebook(outputs: unknown[], before?: unknown) {
  const metadata: Record<string, unknown> = before === undefined ? {} : { mlsec: before };
  const shared = {
    getMetadata: (key: string) => metadata[key],
    setMetadata: (key: string, value: unknown) => (metadata[key] = value)
  };
  const cell = { cell_type: 'code', getOutputs: () => outputs };
  keepRecords(shared as never, cell as never);
  return metadata;
}

test('the newest record of each identity is kept', () => {
  const old = answer('GOV-01', '2026-01-01T00:00:00Z', 'old');
  const young = answer('GOV-01', '2026-02-01T00:00:00Z', 'young');
  const other = answer('GOV-02', '2026-01-01T00:00:00Z');
  assert.deepEqual(merged([young, other], [old]), [young, other]);
  assert.deepEqual(merged([old, other], [young]), [young, other]);
});

test('records of outputs go into the metadata, whatever form the front end gave them', () => {
  const one = answer('GOV-01', '2026-01-01T00:00:00Z');
  const two = answer('GOV-02', '2026-01-01T00:00:00Z');
  const outputs = [{ data: { [MIME]: [one] } }, { data: { [MIME]: JSON.stringify(two) } }, { text: 'no data' }];
  assert.deepEqual(notebook(outputs), { mlsec: { format: 'mlsec-record/1', records: [one, two] } });
});

test('what is no record, or no metadata of ours, is left alone', () => {
  const wrong = [null, 3, {}, { ...answer('A', 'no time') }, { ...answer('A', '2026-01-01'), kind: 'finding' }];
  assert.deepEqual(notebook([{ data: { [MIME]: wrong } }, { data: { [MIME]: '{' } }]), {});
  const huge = answer('A', '2026-01-01T00:00:00Z', 'x'.repeat(70_000));
  assert.deepEqual(notebook([{ data: { [MIME]: huge } }]), {});
  const good = [{ data: { [MIME]: answer('A', '2026-01-01T00:00:00Z') } }];
  assert.deepEqual(notebook(good, { something: 'else' }), { mlsec: { something: 'else' } });
});

const ignored = (seal: string) => ({
  format: 'mlsec-record/1',
  kind: 'ignored' as const,
  time: '2026-01-01T00:00:00Z',
  rule: 'r',
  place: 'output',
  fingerprint: 'f',
  seal
});

/** A notebook's metadata alone. */
function shared(before?: unknown) {
  const metadata: Record<string, unknown> = before === undefined ? {} : { mlsec: before };
  return {
    metadata,
    getMetadata: (key: string) => metadata[key],
    setMetadata: (key: string, value: unknown) => void (metadata[key] = value),
    deleteMetadata: (key: string) => void delete metadata[key]
  };
}

test('what code prints ignores nothing', () => {
  const one = answer('GOV-01', '2026-01-01T00:00:00Z');
  assert.deepEqual(notebook([{ data: { [MIME]: [ignored('a'), one] } }]), {
    mlsec: { format: 'mlsec-record/1', records: [one] }
  });
});

test('records of two values in one place stand beside each other, and are taken back one by one', () => {
  const kept = shared();
  storeRecord(kept as never, ignored('a'));
  storeRecord(kept as never, ignored('b'));
  storeRecord(kept as never, answer('GOV-01', '2026-01-01T00:00:00Z'));
  const seals = (): unknown[] => ignoredRecords(kept.metadata).map(record => record['seal']);
  assert.deepEqual(seals(), ['a', 'b']);
  const back = dropRecords(kept as never, record => record['seal'] === 'a');
  assert.ok(back);
  assert.deepEqual(seals(), ['b']);
  assert.equal(dropRecords(kept as never, record => record['seal'] === 'a'), null);
  back();
  assert.deepEqual(seals(), ['b', 'a']);
});

test('what takes the last record back leaves no metadata behind', () => {
  const kept = shared();
  const undo = storeRecord(kept as never, ignored('a'));
  undo();
  assert.deepEqual(kept.metadata, {});
  assert.deepEqual(ignoredRecords({ mlsec: 'else' }), []);
});
