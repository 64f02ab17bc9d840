// Plugin: says when a notebook is saved with secrets, or takes the outputs that hold them out.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { SaveGate, SaveMode } from '../savegate';
import { IFindingsStore } from '../tokens';

const ID = 'jupyter-mlsec:save-gate';

export const saveGate: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Says when a notebook is saved with secrets, or removes the outputs that hold them.',
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
    const made = new SaveGate(store, () => void app.commands.execute(CommandIDs.showFindings), trans);
    tracker.widgetAdded.connect((_, panel) => made.watch(panel));
    tracker.forEach(panel => made.watch(panel));
    const settings = await registry?.load(ID);
    const read = (): void => {
      made.mode = (settings?.composite['mode'] as SaveMode | undefined) ?? 'warn';
    };
    settings?.changed.connect(read);
    read();
  }
};
