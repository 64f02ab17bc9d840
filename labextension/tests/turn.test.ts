import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { IDecision } from '../src/runqueue';
import { IGate, ITurnState, Turn } from '../src/turn';

Object.assign(globalThis, { window: globalThis });

/** A signal as Lumino's are. */
class Signal {
  slots: [(sender: unknown, args: unknown) => void, unknown][] = [];
  connect = (slot: never, self: unknown): void => void this.slots.push([slot, self]);
  disconnect = (slot: never, self: unknown): void => {
    this.slots = this.slots.filter(([each, its]) => each !== slot || its !== self);
  };
  emit = (args: unknown): void => this.slots.forEach(([slot, self]) => slot.call(self, null, args));
}

class Cell {
  isDisposed = false;
  model: { id: string; type: string; sharedModel: { getSource: () => string } };
  constructor(public text = 'x = 1', type = 'code') {
    this.model = { id: 'c0', type, sharedModel: { getSource: () => this.text } };
  }
}

const says = (name: string, log: string[], runs = true): IDecision => ({ runs, say: () => void log.push(name) });

interface IMade {
  turn: Turn;
  log: string[];
  cell: Cell;
  states: ITurnState[];
  handed: Cell[];
  sessionContext: { statusChanged: Signal; kernelChanged: Signal };
}

function made(gate: Partial<IGate>, cell = new Cell()): IMade {
  const log: string[] = [];
  const sessionContext = { statusChanged: new Signal(), kernelChanged: new Signal() };
  const [states, handed]: [ITurnState[], Cell[]] = [[], []];
  const whole: IGate = {
    patience: 1000,
    decide: async (_, state) => {
      states.push(state);
      return says('decided', log);
    },
    unanswered: (_, why) => says(why, log),
    present: () => null,
    ...gate
  };
  const scheduled = (): void => void log.push('scheduled');
  const options = { cell, sessionContext, onCellExecutionScheduled: scheduled } as never;
  const run = async (given: { cell: unknown; onCellExecutionScheduled: (args: never) => void }): Promise<boolean> => {
    handed.push(given.cell as Cell);
    given.onCellExecutionScheduled({} as never);
    return true;
  };
  return { turn: new Turn(whole, options, run as never), log, cell, states, handed, sessionContext };
}

test('a gate that never answers is not waited for, one that fails is no obstacle, and both are said', async () => {
  const never = made({ patience: 1, decide: () => new Promise(() => undefined) });
  (await never.turn.decide(false)).say();
  assert.deepEqual(never.log, ['late']);
  const { warn } = console;
  console.warn = () => undefined;
  try {
    const failing = made({ decide: () => Promise.reject(new Error('a bug')) });
    const decision = await failing.turn.decide(false);
    decision.say();
    assert.deepEqual([decision.runs, failing.log], [true, ['failed']]);
  } finally {
    console.warn = warn;
  }
});

test('the gate is told whether the kernel is busy, and later that it was late and that the cell ran', async () => {
  const { turn, states, log } = made({});
  (await turn.decide(true)).say();
  assert.deepEqual(states, [{ busy: true, late: false, ran: false }]);
  assert.equal(await turn.run(() => log.push('submitted')), true);
  assert.deepEqual(log, ['decided', 'scheduled', 'submitted']);
  assert.equal(states[0]!.ran, true);
});

test('a text that has changed since it was decided about is told, unless the time is over', async () => {
  const { turn, cell } = made({});
  await turn.decide(false);
  assert.equal(turn.readiness(), 'ready');
  cell.text = 'x = 2';
  assert.equal(turn.readiness(), 'changed');
  await turn.decide(false);
  assert.equal(turn.readiness(), 'ready');
  const late = made({ patience: 1, decide: () => new Promise(() => undefined) });
  await late.turn.decide(false);
  late.cell.text = 'x = 2';
  assert.equal(late.turn.readiness(), 'ready');
});

test('the time is that of the first question: asking again does not make it longer', async () => {
  let asked = 0;
  const { turn, cell, log } = made({
    patience: 3_600_000,
    decide: () => (asked++ ? new Promise(() => undefined) : Promise.resolve(says('first', log)))
  });
  const { now } = Date;
  try {
    await turn.decide(false);
    Date.now = () => now() + 3_600_001;
    cell.text = 'x = 2';
    (await turn.decide(false)).say();
  } finally {
    Date.now = now;
  }
  assert.deepEqual(log, ['late']);
});

test('a cell that was moved is decided about anew and run where it is; one that is gone is not', async () => {
  const now = new Cell();
  const moved = made({ present: (_, id) => (id === 'c0' ? (now as never) : null) });
  await moved.turn.decide(false);
  moved.cell.isDisposed = true;
  assert.equal(moved.turn.readiness(), 'changed');
  await moved.turn.decide(false);
  assert.equal(moved.turn.readiness(), 'ready');
  await moved.turn.run(() => undefined);
  assert.deepEqual(moved.handed, [now]);
  const gone = made({});
  await gone.turn.decide(false);
  gone.cell.isDisposed = true;
  assert.equal(gone.turn.readiness(), 'deleted');
});

test('a kernel that is restarted, ends or is changed cancels; one that is started first does not', async () => {
  for (const status of ['restarting', 'autorestarting', 'terminating', 'dead']) {
    const { turn, sessionContext } = made({});
    await turn.decide(false);
    sessionContext.statusChanged.emit(status);
    assert.equal(turn.readiness(), 'cancelled');
  }
  const { turn, sessionContext } = made({});
  await turn.decide(false);
  sessionContext.statusChanged.emit('busy');
  sessionContext.kernelChanged.emit({ oldValue: null });
  assert.equal(turn.readiness(), 'ready');
  sessionContext.kernelChanged.emit({ oldValue: {} });
  assert.equal(turn.readiness(), 'cancelled');
});

test('nothing is listened to once a cell has run or was left out', async () => {
  for (const end of [(turn: Turn) => turn.run(() => undefined), async (turn: Turn) => turn.release()]) {
    const { turn, sessionContext } = made({});
    await turn.decide(false);
    await end(turn);
    assert.deepEqual([sessionContext.statusChanged.slots, sessionContext.kernelChanged.slots], [[], []]);
  }
});
