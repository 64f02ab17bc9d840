import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Text } from '@codemirror/state';

import { asShown, offset, offsetIn, units } from '../src/position';

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

test('in a plain text lines end as they do for the server, and a column stays inside its line', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = ['x = 1', '😀 = 2', '', 'z'].join(end);
    const second = 5 + end.length;
    assert.equal(offsetIn(text, 1, 1), 0);
    assert.equal(offsetIn(text, 1, 99), 5);
    assert.equal(offsetIn(text, 2, 1), second);
    assert.equal(offsetIn(text, 2, 2), second + 2);
    assert.equal(offsetIn(text, 2, 99), second + 6);
    assert.equal(offsetIn(text, 3, 5), second + 6 + end.length);
    assert.equal(offsetIn(text, 4, 2), text.length);
    assert.equal(offsetIn(text, 9, 1), text.length);
  }
  assert.equal(offsetIn('a\u2028b\u0085c\fd', 1, 6), 5);
});

test('a text is compared with an editor as the editor holds it', () => {
  assert.equal(asShown('a\r\nb\rc\nd\r'), 'a\nb\nc\nd\n');
  assert.equal(Text.of('a\r\nb\rc'.split(/\r\n?|\n/)).toString(), asShown('a\r\nb\rc'));
});
