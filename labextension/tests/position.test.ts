import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Text } from '@codemirror/state';

import { offset, units } from '../src/position';

test('columns count code points, offsets count UTF-16 units', () => {
  assert.equal(units('a😀b', 0), 0);
  assert.equal(units('a😀b', 1), 1);
  assert.equal(units('a😀b', 2), 3);
  assert.equal(units('a😀b', 9), 4);
});

test('a position becomes an offset, and what lies outside the nearest one inside', () => {
  const text = Text.of(['x = 1', '😀 = 2', '']);
  assert.equal(offset(text, 1, 1), 0);
  assert.equal(offset(text, 2, 3), 9);
  assert.equal(offset(text, 2, 99), 12);
  assert.equal(offset(text, 3, 1), 13);
  assert.equal(offset(text, 9, 9), 13);
  assert.equal(offset(text, 0, 1), 0);
});
