// Runs cells as JupyterLab does, and asks the gate first where there is one.
//
// Notebooks need an executor to open at all, and only one extension may provide it. So this one depends on nothing and
// stays when the gate is switched off; whatever goes wrong in the gate, the cell runs: the control is in the kernel.

import type { INotebookModel } from '@jupyterlab/notebook';
import { INotebookCellExecutor, runCell } from '@jupyterlab/notebook';

import { RunQueue } from './runqueue';

type Options = INotebookCellExecutor.IRunCellOptions;

/** Whether a cell may run. */
export type Admit = (options: Options) => Promise<boolean>;

const LIMIT = 300; // milliseconds that a check may hold a cell up

export class GatedExecutor implements INotebookCellExecutor {
  /** Set by the gate's plugin; null while there is none. */
  admit: Admit | null = null;

  runCell(options: Options): Promise<boolean> {
    const { admit } = this;
    if (!admit) {
      return runCell(options);
    }
    let queue = this.queues.get(options.notebook);
    if (!queue) {
      this.queues.set(options.notebook, (queue = new RunQueue()));
    }
    return queue.add({
      admit: () => inTime(admit, options),
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
async function inTime(admit: Admit, options: Options): Promise<boolean> {
  let timer = 0;
  const late = new Promise<boolean>(resolve => {
    timer = window.setTimeout(() => resolve(true), LIMIT);
  });
  try {
    return await Promise.race([admit(options), late]);
  } catch (error) {
    console.warn('jupyter-mlsec: the gate failed, the cell runs', error);
    return true;
  } finally {
    window.clearTimeout(timer);
  }
}

export const executor = new GatedExecutor();
