import assert from 'node:assert/strict';
import { test } from 'node:test';

import { typedIn } from '../src/halfline';

test('a cell is being typed in while the cursor is in it, and it was whole before', () => {
  const editing = { activeCellIndex: 2, mode: 'edit' } as const;
  assert.equal(typedIn([2], [], editing), 2);
  assert.equal(typedIn([0, 2], [0], editing), 2);
  assert.equal(typedIn([2], [2], editing), -1, 'it was broken before somebody typed');
  assert.equal(typedIn([1], [], editing), -1, 'another cell is the broken one');
  assert.equal(typedIn([], [], editing), -1);
});

test('a cell that was left is broken, not being typed in', () => {
  assert.equal(typedIn([2], [], { activeCellIndex: 2, mode: 'command' }), -1);
  assert.equal(typedIn([2], [], { activeCellIndex: 3, mode: 'edit' }), -1);
  assert.equal(typedIn([-1], [], { activeCellIndex: -1, mode: 'command' }), -1);
  assert.equal(typedIn([2], [], null), -1);
});
