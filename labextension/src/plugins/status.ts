// Plugin: the item in the status bar; Notebook 7 has no such bar, and does without.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { StatusItem } from '../statusitem';
import { IFindingsStore } from '../tokens';

export const status: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:status',
  description: 'Says in the status bar how the notebook in front stands.',
  autoStart: true,
  requires: [IFindingsStore],
  optional: [IStatusBar, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    store: IFindingsStore,
    bar: IStatusBar | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const item = new StatusItem(store, trans, () => void app.commands.execute(CommandIDs.showFindings));
    bar?.registerStatusItem('jupyter-mlsec:status', {
      item,
      align: 'right',
      rank: 90,
      isActive: () => store.current !== null,
      activeStateChanged: store.changed as never
    });
  }
};
