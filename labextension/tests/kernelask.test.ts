import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Signal } from '@lumino/signaling';

import { KernelAsk } from '../src/kernelask';

Object.assign(globalThis, { window: globalThis });

const FACTS = { names: { a: 'pickle.load' }, attributes: {}, definitions: {}, files: {}, mark: '1', versions: { torch: '2.3' } };

class Kernel {
  isDisposed = false;
  status = 'idle';
  hasPendingInput = false;
  readonly statusChanged = new Signal<this, string>(this);
  asked: string[] = [];
  answers: object[] = [];
  constructor(private readonly language = 'python') {}

  get info(): Promise<object> {
    return Promise.resolve({ language_info: { name: this.language } });
  }

  requestExecute({ code, user_expressions }: { code: string; user_expressions: { mlsec: string } }): object {
    assert.equal(code, '');
    this.asked.push(user_expressions.mlsec);
    const data = { 'application/json': this.answers.shift() };
    const content = { status: 'ok', user_expressions: { mlsec: { status: 'ok', data } } };
    return { done: Promise.resolve({ content }) };
  }
}

const ask = (kernel: Kernel | null, asker = new KernelAsk('x = 1'), source = 'a(b)'): Promise<unknown> =>
  asker.ask(kernel as never, source, ['m.pkl'], 1000);

test('a kernel of another language is not asked', async () => {
  for (const language of ['R', 'julia', 'scala', 'sql', '']) {
    const kernel = new Kernel(language);
    assert.equal(await ask(kernel), 'language');
    assert.deepEqual(kernel.asked, []);
  }
});

test('a kernel that is busy, waits for input, is gone or not there is not asked', async () => {
  const states: [Partial<Kernel>, string][] = [
    [{ status: 'busy' }, 'busy'],
    [{ status: 'starting' }, 'busy'],
    [{ status: 'dead' }, 'none'],
    [{ hasPendingInput: true }, 'busy'],
    [{ isDisposed: true }, 'none']
  ];
  for (const [state, expected] of states) {
    const kernel = Object.assign(new Kernel(), state);
    assert.equal(await ask(kernel), expected);
    assert.deepEqual(kernel.asked, []);
  }
  assert.equal(await ask(null), 'none');
});

test('a kernel that is busy for a moment only is waited for', async () => {
  const kernel = Object.assign(new Kernel(), { status: 'busy', answers: [FACTS] });
  const told = ask(kernel);
  kernel.statusChanged.emit('busy');
  await Promise.resolve();
  assert.deepEqual(kernel.asked, []);
  kernel.status = 'idle';
  kernel.statusChanged.emit('idle');
  const { mark: _, ...facts } = FACTS;
  assert.deepEqual(await told, facts);
  assert.equal(kernel.asked.length, 1);
});

test('an answer without versions means those of before', async () => {
  const [kernel, asker] = [new Kernel(), new KernelAsk('x = 1')];
  const { versions: _, ...rest } = FACTS;
  kernel.answers = [FACTS, rest];
  const { mark: __, ...facts } = FACTS;
  assert.deepEqual(await ask(kernel, asker), facts);
  assert.deepEqual(await ask(kernel, asker), facts);
  assert.ok(kernel.asked[0]!.includes('["answer"](g, ["a","b"], ["m.pkl"], "")'));
  assert.ok(kernel.asked[1]!.includes('["answer"](g, ["a","b"], ["m.pkl"], "1")'));
});

test('an answer that is none is said to be silence', async () => {
  for (const answer of [{}, { names: {} }, null, { ...FACTS, mark: 3 }]) {
    const kernel = new Kernel();
    kernel.answers = [answer as object];
    assert.equal(await ask(kernel), 'silent');
  }
});

test('a kernel that never answers is not waited for', async () => {
  const kernel = new Kernel();
  kernel.requestExecute = () => ({ done: new Promise(() => undefined) });
  assert.equal(await new KernelAsk('x').ask(kernel as never, 'a', [], 1), 'slow');
});

test('words and dotted names are asked about, each once', async () => {
  const kernel = new Kernel();
  kernel.answers = [FACTS];
  await ask(kernel, new KernelAsk('x = 1'), 'a.b(c.d.e, "a.b", 1.5, f . g, ü.ß)');
  assert.ok(kernel.asked[0]!.includes('(g, ["a","b","c","d","e","f","g","ü","ß","a.b","c.d.e","ü.ß"], ["m.pkl"], "")'));
});
