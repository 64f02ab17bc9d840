import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ISent, NotebookFindings } from '../src/findings';
import type { IFinding, IScan } from '../src/shapes';

class Cell {
  cell_type = 'code';
  isDisposed = false;
  constructor(
    private readonly id: string,
    public text: string
  ) {}
  getId = (): string => this.id;
  getSource = (): string => this.text;
}

function finding(index: number, rule: string, place: IFinding['place'] = 'source'): IFinding {
  return { rule, place, cell: { index, id: null }, severity: 'high', line: 1, column: 1, suppressed: null } as never;
}

function answer(...findings: IFinding[]): IScan {
  return { format: 'mlsec-scan/1', tool: { name: '', version: '' }, verdict: 'findings', targets: [], findings };
}

function sent(cells: Cell[], asked = cells.map((_, index) => index), complete = true): ISent {
  return { cells: cells as never, texts: cells.map(cell => cell.text), asked, complete, metadata: false };
}

function rules(store: NotebookFindings): [string, number, boolean][] {
  return store.rows().map(row => [row.finding.rule, row.index, row.stale]);
}

test('marks are only given for exactly the text that was looked at', () => {
  const cell = new Cell('a', 'one');
  const store = new NotebookFindings({ cells: [cell] } as never);
  assert.equal(store.marks(cell as never), null);
  store.merge(answer(finding(0, 'r')), sent([cell]));
  assert.equal(store.marks(cell as never)?.length, 1);
  cell.text = 'two';
  assert.equal(store.marks(cell as never), null);
  assert.deepEqual(rules(store), [['r', 0, true]]);
});

test('a late answer for an old text does not replace what is known about the text of today', () => {
  const cell = new Cell('a', 'old');
  const store = new NotebookFindings({ cells: [cell] } as never);
  const late = sent([cell]);
  cell.text = 'new';
  store.merge(answer(), sent([cell]));
  store.merge(answer(finding(0, 'r')), late);
  assert.deepEqual(store.marks(cell as never), []);
  assert.deepEqual(rules(store), []);
});

test('findings follow their cell when it moves, and vanish with it', () => {
  const [a, b] = [new Cell('a', 'one'), new Cell('b', 'two')];
  const notebook = { cells: [a, b] };
  const store = new NotebookFindings(notebook as never);
  store.merge(answer(finding(0, 'r')), sent([a, b]));
  notebook.cells = [b, new Cell('a', 'one')]; // a move makes a new cell of the old id
  assert.deepEqual(rules(store), [['r', 1, false]]);
  notebook.cells = [b];
  assert.deepEqual(rules(store), []);
});

test('two cells of one id keep their findings apart by their texts', () => {
  const [a, b] = [new Cell('same', 'one'), new Cell('same', 'two')];
  const store = new NotebookFindings({ cells: [a, b] } as never);
  store.merge(answer(finding(0, 'first'), finding(1, 'second')), sent([a, b]));
  assert.deepEqual(rules(store), [
    ['first', 0, false],
    ['second', 1, false]
  ]);
});

test('an answer about sources alone keeps what is known about outputs', () => {
  const cell = new Cell('a', 'one');
  const store = new NotebookFindings({ cells: [cell] } as never);
  store.merge(answer(finding(0, 'source'), finding(0, 'leak', 'output')), sent([cell]));
  store.merge(answer(), sent([cell], [0], false));
  assert.deepEqual(rules(store), [['leak', 0, false]]);
});

test('an answer that is incomplete is never "checked"', () => {
  const store = new NotebookFindings({ cells: [] } as never);
  const target = { path: 'x', kind: 'notebook', outcome: 'not-checked', reason: 'a rule failed', cells: 0 } as const;
  store.merge({ ...answer(), verdict: 'incomplete', targets: [target] }, sent([]));
  assert.equal(store.state, 'incomplete');
  assert.equal(store.reason, 'a rule failed');
});

test('what is ignored is listed apart, and marks nothing', () => {
  const cell = new Cell('a', 'one');
  const store = new NotebookFindings({ cells: [cell] } as never);
  const suppressed = { ...finding(0, 'ignored'), suppressed: { by: 'inline', reason: 'r' } };
  const own = { ...finding(0, 'own'), cell: null, suppressed: { by: 'inline', reason: 'r' } };
  store.merge(answer(finding(0, 'counts'), suppressed, own), { ...sent([cell]), metadata: true });
  assert.deepEqual(rules(store), [['counts', 0, false]]);
  assert.deepEqual(
    store.ignored().map(row => [row.finding.rule, row.index]),
    [
      ['own', -1],
      ['ignored', 0]
    ]
  );
  assert.deepEqual(
    store.marks(cell as never)?.map(each => each.rule),
    ['counts']
  );
  assert.deepEqual(
    store.current(cell as never)?.map(each => each.rule),
    ['counts']
  );
});
