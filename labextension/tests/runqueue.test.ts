import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RunQueue } from '../src/runqueue';

/** Numbers from 0 to 1 that are the same in every run. */
function dice(seed: number): () => number {
  return () => {
    seed = (seed * 1664525 + 1013904223) % 2 ** 32;
    return seed / 2 ** 32;
  };
}

const pause = (turns: number): Promise<void> =>
  turns <= 0 ? Promise.resolve() : new Promise(resolve => setImmediate(() => resolve(pause(turns - 1))));

test('1,000 random Run Alls submit their cells in order, up to the first that is stopped', async () => {
  const random = dice(7);
  for (let round = 0; round < 1000; round++) {
    const queue = new RunQueue();
    const count = 1 + Math.floor(random() * 12);
    const stopped = random() < 0.5 ? Math.floor(random() * count) : count;
    const submitted: number[] = [];
    const results = await Promise.all(
      Array.from({ length: count }, (_, index) => {
        const [check, run] = [Math.floor(random() * 4), Math.floor(random() * 4)];
        return queue.add({
          admit: async () => {
            await pause(check);
            return index !== stopped;
          },
          run: async release => {
            submitted.push(index);
            release();
            await pause(run);
            return true;
          }
        });
      })
    );
    const before = Array.from({ length: stopped }, (_, index) => index);
    assert.deepEqual(submitted, before.slice(0, count));
    assert.deepEqual(results, Array.from({ length: count }, (_, index) => index < stopped));
  }
});

test('a cell that is run later does not belong to the batch that was stopped', async () => {
  const queue = new RunQueue();
  const turn = (admitted: boolean) => ({ admit: async () => admitted, run: async () => true });
  assert.equal(await queue.add(turn(false)), false);
  await new Promise(resolve => setTimeout(resolve, 1));
  assert.equal(await queue.add(turn(true)), true);
});

test('a run that throws releases the cells after it', async () => {
  const queue = new RunQueue();
  const failing = queue.add({
    admit: async () => true,
    run: async () => {
      throw new Error('kernel gone');
    }
  });
  const next = queue.add({ admit: async () => true, run: async () => true });
  await assert.rejects(failing, /kernel gone/);
  assert.equal(await next, true);
});
