// Runs cells as JupyterLab does, and asks the gate first where there is one.
//
// Notebooks need an executor to open at all, and only one extension may provide it. So this one depends on nothing and
// stays when the gate is switched off; whatever goes wrong in the gate, the cell runs: the control is in the kernel.

import type { INotebookModel } from '@jupyterlab/notebook';
import { INotebookCellExecutor, runCell } from '@jupyterlab/notebook';

import { RunQueue } from './runqueue';

type Options = INotebookCellExecutor.IRunCellOptions;

/** One cell's turn: what was so when it came, and whether the cell has run since without waiting for an answer. */
export interface ITurnState {
  readonly busy: boolean;
  late: boolean;
}

/** Decides whether a cell may run; is told where its answer came too late. */
export interface IGate {
  admit(options: Options, turn: ITurnState): Promise<boolean>;
  late(options: Options): void;
  /** Milliseconds that a check may hold a cell up. */
  readonly patience: number;
}

export class GatedExecutor implements INotebookCellExecutor {
  /** Set by the gate's plugin; null while there is none. */
  gate: IGate | null = null;

  runCell(options: Options): Promise<boolean> {
    const { gate } = this;
    if (!gate) {
      return runCell(options);
    }
    let queue = this.queues.get(options.notebook);
    if (!queue) {
      this.queues.set(options.notebook, (queue = new RunQueue()));
    }
    return queue.add({
      admit: () => inTime(gate, options, { busy: queue.running > 0, late: false }),
      run: submitted =>
        runCell({
          ...options,
          onCellExecutionScheduled: args => {
            options.onCellExecutionScheduled(args);
            submitted(); // the request to the kernel leaves in this very turn of the event loop
          }
        })
    });
  }

  private readonly queues = new WeakMap<INotebookModel, RunQueue>();
}

/** The gate's answer; yes where it fails or takes too long. */
async function inTime(gate: IGate, options: Options, turn: ITurnState): Promise<boolean> {
  let timer = 0;
  const late = new Promise<boolean>(resolve => {
    timer = window.setTimeout(() => {
      turn.late = true;
      gate.late(options);
      resolve(true);
    }, gate.patience);
  });
  const admitted = gate.admit(options, turn).catch(error => {
    console.warn('jupyter-mlsec: the gate failed, the cell runs', error);
    return true;
  });
  try {
    return await Promise.race([admitted, late]);
  } finally {
    window.clearTimeout(timer);
  }
}

export const executor = new GatedExecutor();
