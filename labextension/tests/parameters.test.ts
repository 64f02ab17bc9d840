import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IParameter, parameters, ParameterType, ParameterValue, read } from '../src/parameters';

function declared(source: string): [string, ParameterType, string, string][] {
  return parameters(source).map(({ name, type, value, help }: IParameter) => [name, type, value, help]);
}

test('names, types, defaults and comments are read from the cell', () => {
  const source = `
rows = 1_000  # how many
rate: float = 1
name = "a # b"
fast = True
paths = ['a', 'b']
seed: int = None
    indented = 1
if rows == 3: pass
# comment = 1
x += 1
print(rows)
rows = 5`;
  assert.deepEqual(declared(source), [
    ['rows', 'int', '5', ''],
    ['rate', 'float', '1', ''],
    ['name', 'str', 'a # b', ''],
    ['fast', 'bool', 'True', ''],
    ['paths', 'other', "['a', 'b']", ''],
    ['seed', 'int', 'None', '']
  ]);
});

test('what is typed becomes a value of the type, or none', () => {
  const cases: [ParameterType, string, ParameterValue | null][] = [
    ['int', ' 12 ', 12],
    ['int', '1.5', null],
    ['float', '1e-3', 0.001],
    ['float', 'x', null],
    ['bool', 'True', true],
    ['bool', 'False', false],
    ['str', ' as it is ', ' as it is '],
    ['other', "['a']", "['a']"],
    ['other', '  ', null]
  ];
  for (const [type, typed, value] of cases) {
    assert.equal(read(type, typed), value);
  }
});
