import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { FileScan } from '../src/filescan';
import { ServerProblem } from '../src/serverproblem';

const AWAY = new ServerProblem('The server cannot be reached', 'It is tried again by itself', 'unreachable');

async function pass(milliseconds: number): Promise<void> {
  for (let gone = 0; gone < milliseconds; gone += 50) {
    mock.timers.tick(50);
    for (let turn = 0; turn < 10; turn++) {
      await Promise.resolve();
    }
  }
}

/** A server whose answers about a sweep come from a list; what is an error is thrown. */
function server(...answers: (object | Error)[]) {
  const told: string[] = [];
  return {
    told,
    startSweep: async (path: string) => ({ id: path, state: 'running', total: null }),
    sweep: async (id: string) => {
      told.push(`ask ${id}`);
      const next = answers.shift() ?? { id, state: 'running', total: 300, looked: 1 };
      if (next instanceof Error) {
        throw next;
      }
      return next;
    },
    cancelSweep: async (id: string) => {
      told.push(`cancel ${id}`);
      return { id, state: 'cancelled', message: 'cancelled after 1 of 300 files' };
    }
  };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('a look goes on although the server does not answer for a while', async () => {
  const client = server(AWAY, AWAY, { id: 'a', state: 'done', total: 2, looked: 2 });
  const files = new FileScan(client as never);
  void files.start('a');
  await pass(10_000);
  assert.deepEqual([files.sweep?.state, files.problem, client.told.length], ['done', '', 3]);
});

test('a server that never answers again is told in the end', async () => {
  const client = server(...Array.from({ length: 9 }, () => AWAY));
  const files = new FileScan(client as never);
  void files.start('a');
  await pass(60_000);
  assert.deepEqual([files.running, files.problem], [false, 'The server cannot be reached. It is tried again by itself']);
  assert.equal(client.told.length, 6);
});

test('one that is cancelled is not asked about any more', async () => {
  const client = server();
  const files = new FileScan(client as never);
  void files.start('a');
  await pass(1000);
  assert.equal(files.running, true);
  files.cancel();
  await pass(1000);
  const asked = client.told.filter(each => each === 'ask a').length;
  await pass(10_000);
  assert.deepEqual([files.running, files.sweep?.state], [false, 'cancelled']);
  assert.equal(client.told.filter(each => each === 'ask a').length, asked);
  assert.ok(client.told.includes('cancel a'));
});

test('another folder takes the place of the one that is looked at', async () => {
  const client = server();
  const files = new FileScan(client as never);
  void files.start('a');
  await pass(500);
  void files.start('b');
  await pass(500);
  assert.deepEqual([files.path, files.sweep?.id, client.told.includes('cancel a')], ['b', 'b', true]);
  files.cancel();
});
