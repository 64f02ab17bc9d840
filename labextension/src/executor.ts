// Runs cells as JupyterLab does, and asks the gate first where there is one.
//
// Notebooks need an executor to open at all, and only one extension may provide it. So this one depends on nothing and
// stays when the gate is switched off.

import type { INotebookModel } from '@jupyterlab/notebook';
import { INotebookCellExecutor, runCell } from '@jupyterlab/notebook';

import { RunQueue } from './runqueue';
import { IGate, Turn } from './turn';

export class GatedExecutor implements INotebookCellExecutor {
  /** Set by the gate's plugin; null while there is none. */
  gate: IGate | null = null;

  async runCell(options: INotebookCellExecutor.IRunCellOptions): Promise<boolean> {
    const { gate } = this;
    if (!gate) {
      return runCell(options);
    }
    let queue = this.queues.get(options.notebook);
    if (!queue) {
      this.queues.set(options.notebook, (queue = new RunQueue()));
    }
    const turn = new Turn(gate, options, runCell);
    try {
      return await queue.add(turn);
    } finally {
      turn.release();
    }
  }

  private readonly queues = new WeakMap<INotebookModel, RunQueue>();
}

export const executor = new GatedExecutor();
