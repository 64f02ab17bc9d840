// What the plugins have in common that look for secrets before a notebook leaves: what they need, and their one setting.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator, TranslationBundle } from '@jupyterlab/translation';

import { IFindingsStore } from './tokens';

export interface ILeakGate {
  id: string;
  description: string;
  /** Begin to watch; the answer takes the setting `mode`, each time that it changes. */
  start(
    app: JupyterFrontEnd,
    store: IFindingsStore,
    tracker: INotebookTracker,
    trans: TranslationBundle
  ): (mode: string | undefined) => void;
}

export function leakPlugin({ id, description, start }: ILeakGate): JupyterFrontEndPlugin<void> {
  return {
    id,
    description,
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
      const choose = start(app, store, tracker, (translator ?? nullTranslator).load('jupyter_mlsec'));
      const settings = await registry?.load(id);
      const read = (): void => choose(settings?.composite['mode'] as string | undefined);
      settings?.changed.connect(read);
      read();
    }
  };
}
