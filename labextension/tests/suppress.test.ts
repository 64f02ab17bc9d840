import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { IFinding } from '../src/shapes';
import { apply, canComment, suppression, takeBack } from '../src/suppress';

class Cell {
  isDisposed = false;
  constructor(
    public text: string,
    readonly cell_type = 'code'
  ) {}
  getSource = (): string => this.text;
  transact = (change: () => void): void => change();
  updateSource(from: number, to: number, value: string): void {
    this.text = this.text.slice(0, from) + value + this.text.slice(to);
  }
}

function finding(line: number, column: number, before = '  ', after = '', rule = 'unsafe-load'): IFinding {
  return { rule, allow: { line, column, before, after } } as never;
}

function ignored(cell: Cell, found: IFinding, reason: string): string {
  const change = suppression(found, cell.text, cell.cell_type, reason);
  assert.ok(change);
  apply(cell as never, change);
  const { text } = cell;
  assert.ok(takeBack(cell as never, change));
  return text;
}

test('a comment is written at the end of its line, and taken back', () => {
  const cell = new Cell('a = load(x)\nb = 2\n');
  assert.equal(ignored(cell, finding(1, 12), ' our\nown file '), 'a = load(x)  # mlsec: allow[unsafe-load] our own file\nb = 2\n');
  assert.equal(cell.text, 'a = load(x)\nb = 2\n');
});

test('columns count code points, not UTF-16 units', () => {
  const cell = new Cell('a = "𝒳𝒳"\nb');
  assert.equal(ignored(cell, finding(1, 9), 'r'), 'a = "𝒳𝒳"  # mlsec: allow[unsafe-load] r\nb');
});

test('a comment above a statement has the indent and the line break that the server says', () => {
  const cell = new Cell('if x:\n    a = f(\\\n      1)\n');
  assert.equal(
    ignored(cell, finding(2, 1, '    ', '\n'), 'r'),
    'if x:\n    # mlsec: allow[unsafe-load] r\n    a = f(\\\n      1)\n'
  );
});

test('a second rule joins the comment that is there', () => {
  const cell = new Cell('a = load(x)  # mlsec: allow[other] first');
  const text = 'a = load(x)  # mlsec: allow[other, unsafe-load] first; second';
  assert.equal(ignored(cell, finding(1, 42), 'second'), text);
});

test('in Markdown the comment is one that nobody sees, and cannot be left early', () => {
  const cell = new Cell('use it', 'markdown');
  assert.equal(ignored(cell, finding(1, 7), 'a --> b'), 'use it  <!-- mlsec: allow[unsafe-load] a - b -->');
  const both = new Cell('use it  <!-- mlsec: allow[other] x -->', 'markdown');
  assert.equal(ignored(both, finding(1, 39), 'y'), 'use it  <!-- mlsec: allow[other, unsafe-load] x; y -->');
});

test('what stands nowhere any more, or twice, is not taken back', () => {
  const cell = new Cell('x');
  const change = suppression(finding(1, 2), cell.text, 'code', 'r');
  assert.ok(change);
  apply(cell as never, change);
  cell.text = `\n${cell.text}\n${cell.text}`;
  assert.equal(takeBack(cell as never, change), false);
  cell.text = 'y';
  assert.equal(takeBack(cell as never, change), false);
  cell.text = `\n${'x'}${change.after}`;
  assert.equal(takeBack(cell as never, change), true);
  assert.equal(cell.text, '\nx');
});

test('only code and Markdown can hold a comment, and only where there is a place for it', () => {
  assert.equal(canComment(finding(1, 1), new Cell('') as never), true);
  assert.equal(canComment(finding(1, 1), new Cell('', 'raw') as never), false);
  assert.equal(canComment({ rule: 'r', allow: null } as never, new Cell('') as never), false);
  assert.equal(suppression({ rule: 'r' } as never, '', 'code', 'r'), null);
});
