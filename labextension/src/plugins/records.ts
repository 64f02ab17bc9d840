// Plugin: keeps what people answered and what was measured with the notebook, when a cell that says so has run.

import type { ISharedCell } from '@jupyter/ydoc';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { ICodeCellModel } from '@jupyterlab/cells';
import { NotebookActions } from '@jupyterlab/notebook';

import { keepRecords } from '../records';

export const records: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:records',
  description: 'Keeps the records that %mlsec puts into outputs in the metadata of the notebook.',
  autoStart: true,
  activate: (_: JupyterFrontEnd) => {
    const followed = new WeakSet<ISharedCell>();
    NotebookActions.executed.connect((__, { notebook, cell }) => {
      const shared = notebook.model?.sharedModel;
      const ran = cell.model.sharedModel;
      if (!shared) {
        return;
      }
      keepRecords(shared, ran);
      if (!followed.has(ran)) {
        // answers typed into a widget come when no cell runs; only cells that the person has run are listened to
        followed.add(ran);
        (cell.model as Partial<ICodeCellModel>).outputs?.changed.connect(() => keepRecords(shared, ran));
      }
    });
  }
};
