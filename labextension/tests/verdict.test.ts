import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ServerProblem } from '../src/serverproblem';
import { Judge } from '../src/verdict';

Object.assign(globalThis, { window: globalThis });

const FACTS = { names: {}, definitions: {}, files: {}, versions: {} };
const RISK = { rule: 'unsafe-pickle-load', severity: 'high', place: 'source', line: 1, column: 1 };
const ANSWER = { outcome: 'checked', reason: null, text: [], findings: [], basis: [], unknown_files: [], lasting: true };
const PLAIN = { basis: [], later: null };

class Cell {
  cell_type = 'code';
  constructor(public text: string) {}
  getSource = (): string => this.text;
  getId = (): string => this.text;
}

class Notebook {
  nbformat = 4;
  nbformat_minor = 5;
  metadata = {};
  constructor(public cells: Cell[]) {}
}

/** What is known of a notebook's cells by their texts; `refresh` brings the answers for those that are not, or are old. */
class Known {
  refreshed: string[][] = [];
  old: string[] = [];
  constructor(
    public state: string,
    public known: Record<string, object[]> = {},
    private readonly answers: Record<string, object[]> = {},
    public reason = ''
  ) {}
  current = (cell: Cell): object[] | null => this.known[cell.text] ?? null;
  of = (): this => this;
  refresh = async (_: unknown, cells: Cell[]): Promise<void> => {
    const unknown = cells.map(({ text }) => text).filter(text => !this.known[text] || this.old.includes(text));
    if (unknown.length) {
      this.refreshed.push(unknown);
      Object.assign(this.known, this.answers);
    }
  };
}

interface IAsked {
  gate?: (request: { cell: number; kernel: unknown }) => unknown;
  facts?: unknown;
  busy?: boolean;
  kernel?: object | null;
  patience?: number;
}

function judge(known: Known | null, { gate = () => ANSWER, facts = FACTS }: IAsked = {}): Judge {
  const store = known ?? { of: () => null, refresh: async () => undefined };
  const made = new Judge({ gate: async (request: never) => gate(request) } as never, store as never);
  made.asker = { ask: async () => facts } as never;
  return made;
}

async function verdict(known: Known | null, given: IAsked = {}): Promise<unknown> {
  const notebook = new Notebook([new Cell('x = 1')]);
  const { busy = false, kernel = {}, patience = 1000 } = given;
  const asked = { cell: notebook.cells[0], notebook, path: 'x.ipynb', kernel, busy, patience };
  return judge(known, given).judge(asked as never);
}

const fails = (problem: Error) => (): never => {
  throw problem;
};
const DOWN = new ServerProblem('The server answered 500', 'See the log of the Jupyter server', 'unreachable');
const SAID = 'The server answered 500. See the log of the Jupyter server';

test('an answer that is not about everything says so', async () => {
  const partly = { ...ANSWER, outcome: 'not-checked', reason: 'cell 3 is nested too deeply to be analysed' };
  const expected = { kind: 'partly', reason: 'cell 3 is nested too deeply to be analysed' };
  assert.deepEqual(await verdict(new Known('checked', { 'x = 1': [] }), { gate: () => partly }), {
    ...PLAIN,
    ...{ findings: [], text: [], unasked: null, unchecked: expected }
  });
});

test('a server that fails is never silence, whether the text is known or not', async () => {
  const known = new Known('checked', { 'x = 1': [RISK] });
  const failed = { kind: 'failed', reason: SAID };
  assert.deepEqual(await verdict(known, { gate: fails(DOWN) }), {
    ...PLAIN,
    ...{ findings: [RISK], text: [RISK], unasked: 'server', unchecked: failed }
  });
  const unknown = new Known('failed', {}, {}, SAID);
  for (const given of [{ gate: fails(DOWN) }, { busy: true }, { facts: 'language' }]) {
    const told = (await verdict(unknown, given)) as { findings: object[]; unchecked: object };
    assert.deepEqual([told.findings, told.unchecked], [[], failed]);
  }
});

test('what is wrong in our own code is no silence either', async () => {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    const told = (await verdict(new Known('checked', { 'x = 1': [] }), { gate: fails(new TypeError('ours')) })) as {
      unchecked: object;
    };
    assert.deepEqual(told.unchecked, { kind: 'failed', reason: '' });
    const broken = new Known('checked');
    broken.refresh = () => Promise.reject(new TypeError('ours'));
    assert.deepEqual(((await verdict(broken, { busy: true })) as { unchecked: object }).unchecked, told.unchecked);
    assert.deepEqual(((await verdict(null, { busy: true })) as { unchecked: object }).unchecked, told.unchecked);
  } finally {
    console.warn = warn;
  }
});

test('without the server extension there is no verdict, and nothing is said', async () => {
  assert.equal(await verdict(new Known('absent')), null);
  const found = new Known('checking');
  found.refresh = async () => void (found.state = 'absent');
  assert.equal(await verdict(found, { busy: true }), null);
  const gone = new ServerProblem('x', 'y', 'absent');
  const told = (await verdict(new Known('checked', { 'x = 1': [] }), { gate: fails(gone) })) as { unchecked: null };
  assert.equal(told.unchecked, null);
});

test('a server that is slow is told apart from a kernel that is, and what it says later is not lost', async () => {
  let release: (answer: object) => void = () => undefined;
  const slow = new Promise(resolve => (release = resolve));
  const known = new Known('checked', { 'x = 1': [] });
  const told = (await verdict(known, { gate: () => slow, patience: 4 })) as {
    unchecked: object;
    unasked: string;
    later: Promise<{ findings: object[]; unchecked: null }>;
  };
  assert.deepEqual([told.unchecked, told.unasked], [{ kind: 'slow' }, 'server']);
  release({ ...ANSWER, findings: [RISK] });
  const later = await told.later;
  assert.deepEqual([later.findings, later.unchecked], [[RISK], null]);
  const kernel = (await verdict(known, { facts: 'slow' })) as { unchecked: null; unasked: string };
  assert.deepEqual([kernel.unchecked, kernel.unasked], [null, 'slow']);
});

test('where something else could not be looked at, the sources alone are asked about', async () => {
  const asked: unknown[] = [];
  const gate = (request: { cell: number; kernel: unknown }): object => {
    asked.push(request.kernel);
    return { ...ANSWER, findings: [RISK], text: [RISK] };
  };
  const found = new Known('incomplete', { 'x = 1': [] }, {}, 'cell 1, output 2: its data are no text');
  assert.deepEqual(await verdict(found, { gate, busy: true }), {
    ...PLAIN,
    ...{ findings: [RISK], text: [RISK], unasked: 'busy', unchecked: null }
  });
  assert.deepEqual(asked, [null]);
});

test('what another cell has made of a name since is looked at, as far as there is time', async () => {
  const old = new Known('checked', { 'x = 1': [RISK] }, { 'x = 1': [] });
  old.old = ['x = 1'];
  assert.deepEqual(((await verdict(old, { busy: true })) as { findings: object[] }).findings, []);
  const slow = new Known('checked', { 'x = 1': [RISK] });
  slow.refresh = () => new Promise(() => undefined);
  const told = (await verdict(slow, { busy: true, patience: 5 })) as { findings: object[]; unchecked: null };
  assert.deepEqual([told.findings, told.unchecked], [[RISK], null]);
});

test('cells that are asked about at the same time are asked for in one request', async () => {
  const notebook = new Notebook(['a', 'b', 'c'].map(text => new Cell(text)));
  const known = new Known('checked', { b: [] }, { a: [RISK], c: [] });
  const made = judge(known);
  const given = { notebook, path: 'x.ipynb', kernel: {}, busy: true, patience: 1000 };
  const told = await Promise.all(notebook.cells.map(cell => made.judge({ cell, ...given } as never)));
  assert.deepEqual(known.refreshed, [['a', 'c']]);
  assert.deepEqual(
    told.map(each => each?.findings),
    [[RISK], [], []]
  );
});

test('an answer is asked for again as soon as anything differs that it was given for', async () => {
  let asked = 0;
  const facts: { facts: object } = { facts: FACTS };
  const notebook = new Notebook([new Cell('x = 1'), new Cell('y = 2')]);
  const lasting = { value: true };
  const client = { gate: async () => ({ ...ANSWER, lasting: lasting.value, count: ++asked }) };
  const made = new Judge(client as never, new Known('checked', { 'x = 1': [] }) as never);
  made.asker = { ask: async () => facts.facts } as never;
  const given = { cell: notebook.cells[0], notebook, kernel: {}, busy: false, patience: 1000 };
  const ask = async (path = 'x.ipynb'): Promise<number> => {
    await made.judge({ ...given, path } as never);
    return asked;
  };
  assert.deepEqual([await ask(), await ask(), await ask('y.ipynb'), await ask('y.ipynb')], [1, 1, 2, 2]);
  facts.facts = { ...FACTS, names: { x: 'pickle' } };
  assert.deepEqual([await ask('y.ipynb'), await ask('y.ipynb')], [3, 3]);
  notebook.cells[1]!.text = 'y = 3';
  assert.deepEqual([await ask('y.ipynb'), await ask('y.ipynb')], [4, 4]);
  notebook.cells[1]!.cell_type = 'markdown';
  assert.deepEqual([await ask('y.ipynb'), await ask('y.ipynb')], [5, 5]);
  notebook.metadata = { kernelspec: { name: 'r', language: 'R' } };
  lasting.value = false; // a file on the disk has a say: it may be another one at any time
  assert.deepEqual([await ask('y.ipynb'), await ask('y.ipynb'), await ask('y.ipynb')], [6, 7, 8]);
});
