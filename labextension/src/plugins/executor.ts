// Plugin: the executor of cells. Notebooks cannot be opened without one: leave it on, and switch off the gate instead.

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookCellExecutor } from '@jupyterlab/notebook';

import { executor as instance } from '../executor';

export const executor: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'jupyter-mlsec:executor',
  description: 'Runs cells as JupyterLab does, and asks the gate first where it is on.',
  autoStart: true,
  provides: INotebookCellExecutor,
  activate: () => instance
};
