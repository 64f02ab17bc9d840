import assert from 'node:assert/strict';
import { test } from 'node:test';

import { filled, firstBlank, IHeld, namesIn, nextStep } from '../src/nextsteps';

const NOTHING: IHeld = { frames: [], models: [], rows: [] };

test('the sentences of items become what a button does', () => {
  const cell = (code: string, ...blanks: string[]): unknown => ({ kind: 'cell', code, blanks });
  const cases: [string, unknown][] = [
    ['Measure it in the notebook: %mlsec data NAME', cell('%mlsec data NAME', 'NAME')],
    [
      'Measure it in the notebook: %mlsec model NAME --x X_TEST --y Y_TEST',
      cell('%mlsec model NAME --x X_TEST --y Y_TEST', 'NAME', 'X_TEST', 'Y_TEST')
    ],
    [
      'Pin each: %mlsec declare dataset NAME source=… sha256=… (or version=…)',
      cell('%mlsec declare dataset NAME source=… sha256=…', 'NAME', '…', '…')
    ],
    [
      'Pin each once: %mlsec declare dataset NAME source=PATH sha256=…',
      cell('%mlsec declare dataset NAME source=PATH sha256=…', 'NAME', 'PATH', '…')
    ],
    ['Measure it in the notebook: %mlsec measure', cell('%mlsec measure')],
    ['Name the model: %mlsec model NAME --x-train X_TRAIN.', cell('%mlsec model NAME --x-train X_TRAIN', 'NAME', 'X_TRAIN')],
    ['%mlsec guard warn, and run the notebook again.', cell('%mlsec guard warn')],
    ['Audit it: mlsec audit NOTEBOOK', cell('%mlsec audit')],
    ['Export one: mlsec run NOTEBOOK -o BUNDLE', { kind: 'export' }],
    ['Restore the file, or run where it is.', null],
    ['mlsec advisories update', null],
    ['', null]
  ];
  for (const [sentence, step] of cases) {
    assert.deepEqual(nextStep(sentence), step, sentence);
  }
});

test('a blank is filled in where it can mean only one thing', () => {
  const model = '%mlsec model NAME --x X_TEST --y Y_TEST';
  const held: IHeld = { frames: ['df', 'test'], models: ['clf'], rows: ['X_test', 'y_test'] };
  assert.equal(filled(model, held), '%mlsec model clf --x X_test --y y_test');
  assert.equal(filled('%mlsec data NAME', held), '%mlsec data NAME');
  assert.equal(filled('%mlsec data NAME', { ...held, frames: ['df'] }), '%mlsec data df');
  assert.equal(filled(model, NOTHING), model);
});

test('the first blank is where the person types', () => {
  assert.deepEqual(firstBlank('%mlsec data NAME'), [12, 16]);
  assert.deepEqual(firstBlank('%mlsec declare x source=…'), [24, 25]);
  assert.equal(firstBlank('%mlsec data df'), null);
});

test('names are read from what Python prints', () => {
  assert.deepEqual(namesIn("['df', 'train_2']"), ['df', 'train_2']);
  assert.deepEqual(namesIn('[]'), []);
});
