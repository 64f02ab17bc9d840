import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IDecision, ITurn, Readiness, RunQueue } from '../src/runqueue';

/** Numbers from 0 to 1 that are the same in every run. */
function dice(seed: number): () => number {
  return () => {
    seed = (seed * 1664525 + 1013904223) % 2 ** 32;
    return seed / 2 ** 32;
  };
}

const pause = (turns: number): Promise<void> =>
  turns <= 0 ? Promise.resolve() : new Promise(resolve => setImmediate(() => resolve(pause(turns - 1))));

interface IGiven {
  runs?: boolean;
  check?: number;
  length?: number;
  works?: boolean;
  states?: Readiness[];
}

/** A cell that writes down what happens to it. */
function turn(name: unknown, log: string[], given: IGiven = {}): ITurn {
  const { runs = true, check = 0, length = 0, works = true, states = [] } = given;
  return {
    works,
    decide: async busy => {
      await pause(check);
      log.push(`decide ${name}${busy ? ' busy' : ''}`);
      const decision: IDecision = { runs, say: () => log.push(`say ${name}`) };
      return decision;
    },
    readiness: () => states.shift() ?? 'ready',
    run: async submitted => {
      log.push(`run ${name}`);
      submitted();
      await pause(length);
      return true;
    }
  };
}

const ran = (log: string[]): string[] => log.filter(line => line.startsWith('run ')).map(line => line.slice(4));

test('1,000 random Run Alls hand their cells over in order, up to the first that is stopped', async () => {
  const random = dice(7);
  const pick = (most: number): number => Math.floor(random() * most);
  for (let round = 0; round < 1000; round++) {
    const [queue, log, count] = [new RunQueue(), [] as string[], 1 + pick(12)];
    const stopped = random() < 0.5 ? pick(count) : count;
    const cells = Array.from({ length: count }, (_, index) =>
      queue.add(turn(index, log, { runs: index !== stopped, check: pick(4), length: pick(4) }))
    );
    const results = await Promise.all(cells);
    assert.deepEqual(ran(log), Array.from({ length: stopped }, (_, index) => String(index)));
    assert.deepEqual(results, Array.from({ length: count }, (_, index) => index < stopped));
    const said = log.filter(line => line.startsWith('say ')).length;
    assert.equal(said, Math.min(count, stopped + 1)); // nothing is said of cells whose turn never came
  }
});

test('cells are checked side by side, and handed over in one turn of the event loop', async () => {
  const [queue, log] = [new RunQueue(), [] as string[]];
  const cells = [3, 1, 2].map((check, index) => queue.add(turn(index, log, { check, length: 1 })));
  const between = new Promise<void>(resolve => {
    const look = (): void => {
      setImmediate(log.length < 3 ? look : () => resolve(void log.push('later')));
    };
    look();
  });
  await Promise.all([...cells, between]);
  assert.deepEqual(log, [
    'decide 1 busy',
    'decide 2 busy',
    'decide 0',
    ...['say 0', 'run 0', 'say 1', 'run 1', 'say 2', 'run 2'],
    'later'
  ]);
});

test('a kernel is busy for a cell behind one that it works on, and not behind one that it does not', async () => {
  const [queue, log] = [new RunQueue(), [] as string[]];
  const cells = [{ works: false }, {}, {}].map((given, index) => queue.add(turn(index, log, { ...given, length: 5 })));
  await pause(1);
  await Promise.all([...cells, queue.add(turn('later', log))]);
  const decided = log.filter(line => line.startsWith('decide'));
  assert.deepEqual(decided, ['decide 0', 'decide 1', 'decide 2 busy', 'decide later busy']);
});

test('a cell that is run later does not belong to the batch that was stopped, and waits for it', async () => {
  const [queue, log] = [new RunQueue(), [] as string[]];
  const first = [queue.add(turn('a', log, { runs: false, check: 5 })), queue.add(turn('b', log))];
  await Promise.resolve();
  await Promise.resolve();
  const second = queue.add(turn('c', log));
  assert.deepEqual(await Promise.all([...first, second]), [false, false, true]);
  assert.deepEqual(log, ['decide b busy', 'decide a', 'say a', 'decide c', 'say c', 'run c']);
});

test('a cell whose text has changed is decided about again, the others are not', async () => {
  const [queue, log] = [new RunQueue(), [] as string[]];
  const states: Readiness[] = ['changed', 'changed', 'ready'];
  await Promise.all([queue.add(turn('a', log)), queue.add(turn('b', log, { states }))]);
  const decided = log.filter(line => line.startsWith('decide'));
  assert.deepEqual(decided, ['decide a', 'decide b busy', 'decide b busy', 'decide b busy']);
  assert.deepEqual(ran(log), ['a', 'b']);
});

test('a cell that is deleted is left out; behind a kernel that was restarted nothing runs', async () => {
  const [queue, log] = [new RunQueue(), [] as string[]];
  const deleted = turn('b', log, { states: ['deleted', 'deleted'] });
  assert.deepEqual(await Promise.all([queue.add(turn('a', log)), queue.add(deleted), queue.add(turn('c', log))]), [
    true,
    false,
    true
  ]);
  assert.deepEqual(ran(log), ['a', 'c']);
  const cancelled = turn('e', log, { states: ['ready', 'cancelled'] });
  const results = [queue.add(turn('d', log)), queue.add(cancelled), queue.add(turn('f', log))];
  assert.deepEqual(await Promise.all(results), [true, false, false]);
  assert.deepEqual(ran(log), ['a', 'c', 'd']);
  assert.equal(log.includes('say e'), false);
});

test('a run that throws releases the cells after it, and so does a note that cannot be shown', async () => {
  const [queue, log] = [new RunQueue(), [] as string[]];
  const failing = { ...turn('a', log), run: () => Promise.reject(new Error('kernel gone')) };
  const results = await Promise.allSettled([queue.add(failing), queue.add(turn('b', log))]);
  assert.deepEqual(results, [
    { status: 'rejected', reason: new Error('kernel gone') },
    { status: 'fulfilled', value: true }
  ]);
  const warned: unknown[] = [];
  const { warn } = console;
  console.warn = (...words: unknown[]) => warned.push(words[0]);
  try {
    const say = (): never => assert.fail('no place');
    const mute = { ...turn('c', log), decide: async () => ({ runs: true, say }) };
    assert.deepEqual(await Promise.all([queue.add(mute), queue.add(turn('d', log))]), [true, true]);
  } finally {
    console.warn = warn;
  }
  assert.deepEqual(warned, ['jupyter-mlsec: the note of the gate could not be shown']);
  assert.deepEqual(ran(log), ['b', 'c', 'd']);
  assert.equal(queue.running, 0);
});
