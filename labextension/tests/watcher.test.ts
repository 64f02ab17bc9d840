import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { Signal } from '@lumino/signaling';

import { NotebookFindings } from '../src/findings';
import { ServerProblem } from '../src/serverproblem';
import { Watcher } from '../src/watcher';

Object.assign(globalThis, { window: globalThis, requestAnimationFrame: (next: () => void) => setTimeout(next, 0) });
mock.method(performance, 'now', () => Date.now());

class Cell {
  readonly cell_type = 'code';
  readonly isDisposed = false;
  readonly changed = new Signal<this, unknown>(this);
  constructor(public text: string) {}
  getId = (): string => 'a';
  getSource = (): string => this.text;
  toJSON = (): object => ({ cell_type: 'code', source: this.text });
  type(text: string): void {
    this.text = text;
    this.changed.emit({ sourceChange: [] });
  }
}

class Notebook {
  readonly cells = [new Cell('x = 1')];
  readonly metadata = {};
  readonly nbformat = 4;
  readonly nbformat_minor = 5;
  readonly changed = new Signal<this, unknown>(this);
}

/** A server that says what it is told to, and when it was asked for what. */
class Server {
  asked: [at: number, what: string][] = [];
  problem: ServerProblem | null = null;
  scan = async ({ notebook, cells }: { notebook: { metadata: object }; cells?: number[] }): Promise<object> => {
    this.asked.push([Date.now(), cells ? `cells ${cells}` : 'all']);
    if (this.problem) {
      throw this.problem;
    }
    return { findings: [], targets: [], verdict: 'clean', notebook };
  };
}

const AWAY = new ServerProblem('The server cannot be reached', 'It is tried again by itself', 'unreachable');
const OPTIONS = { whileTyping: true, pause: 150, leastMarked: 'low' } as const;

/** Let time pass, and everything that waits for it. */
async function pass(milliseconds: number): Promise<void> {
  for (let gone = 0; gone < milliseconds; gone += 50) {
    mock.timers.tick(50);
    for (let turn = 0; turn < 10; turn++) {
      await Promise.resolve();
    }
  }
}

const what = ({ asked }: Server): string[] => asked.map(([, each]) => each);

function watched(server: Server, options: object = OPTIONS) {
  const notebook = new Notebook();
  const findings = new NotebookFindings(notebook as never);
  const watcher = new Watcher(server as never, notebook as never, findings, () => 'x.ipynb', options as never);
  return { notebook, findings, watcher };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
});

test('a server that is away is asked again after pauses that grow, and all is well when it is back', async () => {
  const server = new Server();
  server.problem = AWAY;
  const { findings, watcher } = watched(server);
  await pass(100_000);
  const times = server.asked.map(([at]) => Math.round(at / 1000));
  assert.deepEqual(times, [0, 1, 3, 7, 15, 31, 61, 91]);
  assert.deepEqual(new Set(server.asked.map(([, what]) => what)), new Set(['all']));
  assert.deepEqual([findings.state, findings.reason], ['failed', 'The server cannot be reached. It is tried again by itself']);
  server.problem = null;
  await pass(22_000);
  assert.equal(findings.state, 'checked');
  watcher.dispose();
});

test('the pauses begin anew once the server has answered', async () => {
  const server = new Server();
  server.problem = AWAY;
  const { notebook, watcher } = watched(server);
  await pass(8000);
  server.problem = null;
  await pass(10_000);
  server.problem = AWAY;
  server.asked = [];
  notebook.cells[0]!.type('y = 1');
  await pass(4000);
  const [first, ...others] = server.asked.map(([at]) => at);
  assert.deepEqual(
    others.map(at => at - first!),
    [1000, 3000]
  );
  watcher.dispose();
});

test('who types while the server is away asks it at once, and it is no less asked afterwards', async () => {
  const server = new Server();
  server.problem = AWAY;
  const { notebook, watcher } = watched(server);
  await pass(20_000);
  server.asked = [];
  const begun = Date.now();
  notebook.cells[0]!.type('y = 1');
  await pass(200);
  assert.deepEqual(
    server.asked.map(([at, what]) => [at - begun, what]),
    [[150, 'all']]
  );
  watcher.dispose();
});

test('a refusal is told and not repeated; asking by hand asks', async () => {
  const server = new Server();
  server.problem = new ServerProblem('the notebook is odd', 'mend it', 'refused');
  const { findings, watcher } = watched(server);
  await pass(60_000);
  assert.deepEqual([server.asked.length, findings.state, findings.reason], [1, 'failed', 'the notebook is odd. mend it']);
  server.problem = null;
  await watcher.scan();
  assert.equal(findings.state, 'checked');
  watcher.dispose();
});

test('a server without the extension is asked once, until somebody asks by hand', async () => {
  const server = new Server();
  server.problem = new ServerProblem('not running', 'Install it', 'absent');
  const { notebook, findings, watcher } = watched(server);
  await pass(1000);
  notebook.cells[0]!.type('y = 1');
  await pass(60_000);
  assert.deepEqual([server.asked.length, findings.state, findings.reason], [1, 'absent', 'Install it']);
  server.problem = null;
  await watcher.scan();
  assert.deepEqual([server.asked.length, findings.state], [2, 'checked']);
  watcher.dispose();
});

test('an edit asks for its cell after the pause, and for all sources after a rest', async () => {
  const server = new Server();
  const { notebook, watcher } = watched(server);
  await pass(5000);
  server.asked = [];
  const begun = Date.now();
  for (let typed = 0; typed < 5; typed++) {
    notebook.cells[0]!.type(`y = ${typed}`);
    await pass(100);
  }
  await pass(3000);
  assert.deepEqual(
    server.asked.map(([at, what]) => [at - begun, what]),
    [
      [550, 'cells 0'],
      [1550, 'all']
    ]
  );
  watcher.dispose();
});

test('nothing is asked for while typing where that is switched off, or once the notebook is closed', async () => {
  const server = new Server();
  const off = watched(server, { ...OPTIONS, whileTyping: false });
  await pass(5000);
  assert.equal(server.asked.length, 1);
  off.notebook.cells[0]!.type('y = 1');
  await pass(5000);
  assert.equal(server.asked.length, 1);
  const closed = watched(server);
  await pass(1000);
  closed.notebook.cells[0]!.type('y = 1');
  closed.watcher.dispose();
  await pass(5000);
  assert.equal(server.asked.length, 2);
});

test('a cell is looked at again on request when another one has changed since, and only then', async () => {
  const server = new Server();
  const { notebook, watcher } = watched(server);
  const [first, second] = [notebook.cells[0]!, new Cell('y = x')];
  notebook.cells.push(second);
  notebook.changed.emit({ cellsChange: [] });
  await pass(3000);
  server.asked = [];
  await watcher.refresh([first, second] as never);
  assert.deepEqual(what(server), []);
  first.type('x = 2');
  await watcher.refresh([second] as never);
  assert.deepEqual(what(server), ['cells 1']);
  await watcher.refresh([second] as never);
  assert.deepEqual(what(server), ['cells 1']);
  await pass(3000); // first that cell, and after a pause all others
  server.asked = [];
  second.type('y = 3');
  await pass(500);
  assert.deepEqual(what(server), ['cells 1']);
  server.asked = [];
  await watcher.refresh([second] as never); // its own change is known
  assert.deepEqual(what(server), []);
  await watcher.refresh([first] as never);
  assert.deepEqual(what(server), ['cells 0']);
  watcher.dispose();
});
