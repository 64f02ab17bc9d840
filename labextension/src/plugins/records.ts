// Plugin: keeps what people answered and what was measured with the notebook, when a cell that says so has run.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { NotebookActions } from '@jupyterlab/notebook';

import { keepRecords } from '../records';

export const records: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:records',
  description: 'Keeps the records that %mlsec puts into outputs in the metadata of the notebook.',
  autoStart: true,
  activate: (_: JupyterFrontEnd) => {
    NotebookActions.executed.connect((__, { notebook, cell }) => {
      const shared = notebook.model?.sharedModel;
      if (shared) {
        keepRecords(shared, cell.model.sharedModel);
      }
    });
  }
};
