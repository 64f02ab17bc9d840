import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeFix, offered } from '../src/fixing';
import type { IRow } from '../src/findings';
import type { IChange, IFix } from '../src/shapes';

class Shared {
  isDisposed = false;
  transactions = 0;
  constructor(
    public cell_type: string,
    public source: string,
    public outputs: unknown[] = [],
    public metadata: Record<string, unknown> = {},
    public attachments: Record<string, unknown> = {}
  ) {}
  getSource = (): string => this.source;
  getOutputs = (): unknown[] => this.outputs;
  getAttachments = (): unknown => this.attachments;
  getMetadata = (key?: string): unknown => (key === undefined ? this.metadata : this.metadata[key]);
  setAttachments = (value: never): void => void (this.attachments = value);
  setMetadata = (key: string, value: unknown): void => void (this.metadata[key] = value);
  deleteMetadata = (key: string): void => void delete this.metadata[key];
  updateOutputs = (from: number, to: number): void => void this.outputs.splice(from, to - from);
  updateSource(from: number, to: number, text: string): void {
    this.source = this.source.slice(0, from) + text + this.source.slice(to);
  }
  transact(change: () => void): void {
    this.transactions += 1;
    change();
  }
}

function row(cell: Shared | null, fix: IFix, stale = false): IRow {
  const finding = { cell: cell && { index: 3, id: null }, fixes: [fix] };
  return { key: '', index: cell ? 0 : -1, cell, finding, stale } as never;
}

function fix(...changes: Partial<IChange>[]): IFix {
  return { title: 't', safe: true, changes: changes.map(each => ({ replacement: null, ...each })) as never };
}

function edit(line: number, column: number, endLine: number, endColumn: number, replacement: string): Partial<IChange> {
  const range = { line, column, end_line: endLine, end_column: endColumn };
  return { ...range, replacement, place: 'source', cell: { index: 3, id: null }, origin: [] };
}

function made(cell: Shared | null, change: IFix, notebook = new Shared('', '')): void {
  makeFix(row(cell, change), offered(row(cell, change), notebook as never)!, notebook as never);
}

test('all edits of a source are one transaction, each at its own place', () => {
  const cell = new Shared('code', 'a = "😀"\nt = "secret"\n');
  const imports = [edit(1, 1, 1, 1, 'import b\n'), edit(1, 1, 1, 1, 'import c\n')];
  made(cell, fix(...imports, edit(2, 5, 2, 13, 'c["T"]'), edit(1, 6, 1, 7, '-')));
  assert.equal(cell.source, 'import b\nimport c\na = "-"\nt = c["T"]\n');
  assert.equal(cell.transactions, 1);
});

test('one output, one key, one entry and one attachment go, and nothing beside them', () => {
  const metadata = { tags: ['x', 'y'], k: { token: 1, other: 2 }, z: 1 };
  const cell = new Shared('code', '', ['a', 'b'], metadata, { f: 1, g: 2 });
  made(cell, fix({ origin: ['cells', 3, 'outputs', 0] }));
  made(cell, fix({ origin: ['cells', 3, 'metadata', 'k', 'token'] }));
  made(cell, fix({ origin: ['cells', 3, 'metadata', 'tags', 1] }));
  made(cell, fix({ origin: ['cells', 3, 'metadata', 'z'] }));
  made(cell, fix({ origin: ['cells', 3, 'attachments', 'f'] }));
  assert.deepEqual(cell.outputs, ['b']);
  assert.deepEqual(cell.metadata, { tags: ['x'], k: { other: 2 } });
  assert.deepEqual(cell.attachments, { g: 2 });
  const notebook = new Shared('', '', [], { papermill: { parameters: { token: 1, n: 2 } } });
  made(null, fix({ origin: ['metadata', 'papermill', 'parameters', 'token'] }), notebook);
  assert.deepEqual(notebook.metadata, { papermill: { parameters: { n: 2 } } });
  assert.equal(notebook.transactions, 1);
});

test('what is gone, has moved on or is not safe is not offered', () => {
  const cell = new Shared('code', 'x', ['a']);
  const notebook = new Shared('', '') as never;
  const gone = fix({ origin: ['cells', 3, 'outputs', 1] });
  assert.equal(offered(row(cell, gone), notebook), null);
  assert.equal(offered(row(cell, fix({ origin: ['cells', 3, 'metadata', 'k'] })), notebook), null);
  const here = fix({ origin: ['cells', 3, 'outputs', 0] });
  assert.equal(offered(row(cell, here), notebook)?.title, 't');
  assert.equal(offered(row(cell, here, true), notebook), null);
  assert.equal(offered(row(cell, { ...here, safe: false }), notebook), null);
  makeFix(row(cell, here), gone, notebook);
  assert.deepEqual(cell.outputs, ['a']);
});
