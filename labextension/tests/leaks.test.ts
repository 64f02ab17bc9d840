import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lookForSecrets, secrets, strip } from '../src/leaks';

const REMOVED = 'An output with a secret was removed before this notebook was saved.\n';

class Cell {
  cell_type = 'code';
  isDisposed = false;
  constructor(public outputs: object[]) {}
  getOutputs = (): object[] => [...this.outputs];
  setOutputs = (outputs: object[]): void => {
    this.outputs = outputs;
  };
}

const notebook = { transact: (change: () => void) => change() } as never;
const said = (text: string): object => ({ output_type: 'stream', name: 'stdout', text });
const texts = (cell: Cell): unknown[] => cell.outputs.map(output => (output as { text: unknown }).text);

/** A finding in the output with this index; where that is not said, in any of the cell's. */
function row(cell: Cell | null, index?: number, place = 'output'): never {
  const origin = ['cells', 0, 'outputs', index, 'text'];
  const fixes = index === undefined ? [] : [{ changes: [{ origin }] }];
  return { cell, index: 0, finding: { place, fixes, family: 'secret', suppressed: null } } as never;
}

test('only the outputs that hold a secret are taken out, and put back where they were', () => {
  const cell = new Cell([said('a'), said('secret'), said('b')]);
  const putBack = strip([row(cell, 1), row(cell, 1)], notebook);
  assert.deepEqual(texts(cell), ['a', REMOVED, 'b']);
  putBack!();
  assert.deepEqual(texts(cell), ['a', 'secret', 'b']);
});

test('all outputs of a cell are taken out where it is not known which one it is', () => {
  const cell = new Cell([said('a'), said('b')]);
  const putBack = strip([row(cell, 0), row(cell)], notebook);
  assert.deepEqual(texts(cell), [REMOVED, REMOVED]);
  putBack!();
  assert.deepEqual(texts(cell), ['a', 'b']);
});

test('an output that has come since is not replaced by an old one', () => {
  const cell = new Cell([said('secret'), said('other secret')]);
  const putBack = strip([row(cell, 0), row(cell, 1)], notebook);
  cell.outputs = [said('new')];
  putBack!();
  assert.deepEqual(texts(cell), ['new']);
  const gone = new Cell([said('secret')]);
  const back = strip([row(gone, 0)], notebook);
  gone.isDisposed = true;
  back!();
  assert.deepEqual(texts(gone), [REMOVED]);
});

test('what is not in an output stays, and what was removed is not removed again', () => {
  const cell = new Cell([said('a')]);
  const markdown = Object.assign(new Cell([said('a')]), { cell_type: 'markdown' });
  assert.equal(strip([row(cell, 0, 'source'), row(null, 0), row(markdown, 0)], notebook), null);
  assert.deepEqual(texts(cell), ['a']);
  assert.notEqual(strip([row(cell, 0)], notebook), null);
  assert.equal(strip([row(cell, 0)], notebook), null);
});

test('secrets are findings of that family which nobody has suppressed', () => {
  const rows = [row(null), { finding: { family: 'secret', suppressed: {} } }, { finding: { family: 'hygiene' } }];
  assert.deepEqual(secrets({ rows: () => rows } as never), [rows[0]]);
  assert.deepEqual(secrets(null), []);
});

test('what is known of secrets when a notebook leaves: all, what was known before, or nothing at all', async () => {
  Object.assign(globalThis, { window: globalThis });
  const known = row(null);
  const found = { state: 'checked', rows: () => [known] };
  const panel = { model: { sharedModel: notebook } };
  const store = (settle: () => Promise<boolean>, of: object | null = found): never => ({ of: () => of, settle }) as never;
  const whole = await lookForSecrets(store(() => Promise.resolve(true)), panel, 1000);
  assert.deepEqual(whole, { notebook, rows: [known], isKnown: true, later: null });
  const failed = await lookForSecrets(store(() => Promise.resolve(false)), panel, 1000);
  assert.deepEqual(failed, { notebook, rows: [known], isKnown: false, later: null });
  let settle: (isKnown: boolean) => void = () => undefined;
  const slow = new Promise<boolean>(resolve => (settle = resolve));
  const late = await lookForSecrets(store(() => slow), panel, 1);
  assert.equal(late?.isKnown, false);
  found.rows = () => [known, known];
  settle(true);
  assert.deepEqual(await late?.later, [known, known]);
  for (const of of [null, { state: 'absent' }]) {
    assert.equal(await lookForSecrets(store(() => Promise.resolve(true), of), panel, 1000), null);
  }
  assert.equal(await lookForSecrets(store(() => Promise.resolve(true)), { model: null }, 1000), null);
});
