import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isChecklist, united } from '../src/sameview';
import type { IChecklist, IItem } from '../src/shapes';

function item(id: string, status: string, collected: string[] = [], more: object = {}): IItem {
  const evidence = collected.map(each => ({ collected: each }));
  return { id, status, symbol: status, word: status, evidence, changed: [], waiver: null, ...more } as never;
}

function checklist(...items: IItem[]): IChecklist {
  return { format: 'mlsec-checklist/1', items } as never;
}

test('what only the kernel knows to be stale is stale in both', () => {
  const document = checklist(item('A', 'pass', ['2026-01-01']), item('B', 'pass'), item('C', 'open'));
  const kernel = checklist(item('A', 'stale', ['2026-01-01'], { changed: ['df changed'] }), item('B', 'fail'));
  const both = united(document, kernel).items;
  assert.deepEqual(
    both.map(each => [each.id, each.status, each.changed]),
    [
      ['A', 'stale', ['df changed']],
      ['B', 'pass', []],
      ['C', 'open', []]
    ]
  );
});

test('newer evidence, or a waiver, in the document counts', () => {
  const kernel = checklist(item('A', 'stale', ['2026-01-01']), item('B', 'stale', ['2026-01-01']));
  const waived = item('B', 'waived', ['2026-01-01'], { waiver: { approver: 'bea' } });
  const document = checklist(item('A', 'pass', ['2026-02-01']), waived);
  assert.deepEqual(united(document, kernel), document);
  assert.deepEqual(united(document, null), document);
});

test('what a script of the page says is a checklist only if it is one', () => {
  assert.equal(isChecklist(checklist(item('A', 'pass'))), true);
  for (const value of [null, 'x', {}, { format: 'mlsec-checklist/1', items: [null] }, { format: 'x', items: [] }]) {
    assert.equal(isChecklist(value), false);
  }
});
