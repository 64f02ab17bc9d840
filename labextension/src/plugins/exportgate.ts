// Plugin: asks before a notebook with secrets is exported to another format.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ExportGate } from '../exportgate';
import { IFindingsStore } from '../tokens';

const ID = 'jupyter-mlsec:export-gate';

export const exportGate: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Asks before a notebook with secrets is exported to another format.',
  autoStart: true,
  requires: [IFindingsStore, INotebookTracker],
  optional: [ISettingRegistry, ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    store: IFindingsStore,
    tracker: INotebookTracker,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const made = new ExportGate(store, tracker, trans);
    made.guard(app.commands);
    const settings = await registry?.load(ID);
    const read = (): void => {
      made.isOn = settings?.composite['mode'] !== 'off';
    };
    settings?.changed.connect(read);
    read();
  }
};
