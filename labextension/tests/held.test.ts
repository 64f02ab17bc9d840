import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HeldCells } from '../src/held';

const long = (name: string): object => ({ cell_type: 'code', id: name, source: 'x = 1\n'.repeat(30) });
const notebook = (...cells: object[]): never => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }) as never;
const cells = (body: string): unknown[] => JSON.parse(body).notebook.cells;

test('a request is what it would be without sparing, and has the name of the page', () => {
  const held = new HeldCells();
  const document = notebook(long('a'), { cell_type: 'raw', source: '"]}' });
  const { body } = held.pack({ path: 'x.ipynb', cells: [1] }, document, true);
  const { hold, ...rest } = JSON.parse(body);
  assert.deepEqual(rest, { path: 'x.ipynb', cells: [1], notebook: document });
  assert.match(hold, /^[0-9a-f]{32}$/);
  assert.notEqual(JSON.parse(new HeldCells().pack({}, document, true).body).hold, hold);
  assert.deepEqual(JSON.parse(held.pack({ path: 'x' }, notebook(), true).body).notebook.cells, []);
});

test('a cell that the server holds is left out, as long as it is as it was', () => {
  const held = new HeldCells();
  const first = held.pack({}, notebook(long('a'), long('b')), true);
  held.learn(first, { 0: 'digest-a', 1: 'digest-b' });
  const again = held.pack({}, notebook(long('b'), { ...long('a'), source: 'y = 1\n'.repeat(30) }, long('a')), true);
  assert.deepEqual(cells(again.body), [
    { held: 'digest-b' },
    { ...long('a'), source: 'y = 1\n'.repeat(30) },
    { held: 'digest-a' }
  ]);
  const whole = held.pack({}, notebook(long('a')), false);
  assert.deepEqual(cells(whole.body), [long('a')]);
  held.forget();
  assert.deepEqual(cells(held.pack({}, notebook(long('a')), true).body), [long('a')]);
});

test('short cells, and what is no digest, are never left out', () => {
  const held = new HeldCells();
  const packed = held.pack({}, notebook({ source: 'x' }, long('a'), long('b')), true);
  held.learn(packed, { 0: 'digest', 1: 3, 2: null, 7: 'digest', x: 'digest' });
  held.learn(packed, undefined);
  const body = cells(held.pack({}, notebook({ source: 'x' }, long('a'), long('b')), true).body);
  assert.deepEqual(body, [{ source: 'x' }, long('a'), long('b')]);
});

test('the cells that were used longest ago are forgotten when there is no room', () => {
  const held = new HeldCells();
  const large = (name: string): object => ({ id: name, source: 'x'.repeat(3_000_000) });
  for (const name of ['a', 'b', 'c']) {
    held.learn(held.pack({}, notebook(large(name)), true), { 0: `digest-${name}` });
    held.pack({}, notebook(large('a')), true); // is used again
  }
  const body = cells(held.pack({}, notebook(...['a', 'b', 'c'].map(large)), true).body);
  assert.deepEqual(
    body.map(cell => (cell as { held?: string }).held),
    ['digest-a', undefined, 'digest-c']
  );
});
