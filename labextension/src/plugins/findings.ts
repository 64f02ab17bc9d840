// Plugin: the findings of all open notebooks, and one quiet word where there is no server to find any.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';

import type { Client } from '../client';
import { FindingsStore } from '../store';
import { IFindingsOptions, IFindingsStore, IMlsecClient } from '../tokens';

const ID = 'jupyter-mlsec:findings';

export const findings: JupyterFrontEndPlugin<IFindingsStore> = {
  id: ID,
  description: 'Keeps what is known about every open notebook.',
  autoStart: true,
  requires: [IMlsecClient, INotebookTracker],
  optional: [ISettingRegistry, ITranslator],
  provides: IFindingsStore,
  activate: (
    app: JupyterFrontEnd,
    client: Client,
    tracker: INotebookTracker,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const store = new FindingsStore(client, tracker, {
      activate: id => app.shell.activateById(id),
      open: async path => ((await app.commands.execute('docmanager:open', { path })) as Widget | undefined)?.id ?? null
    });
    void registry?.load(ID).then(settings => {
      const read = (): void => store.configure(settings.composite as Partial<IFindingsOptions>);
      settings.changed.connect(read);
      read();
    });
    let said = false;
    store.added.connect((_, found) =>
      found.changed.connect(() => {
        if (found.state === 'absent' && !said) {
          said = true;
          Notification.info(trans.__('Notebooks are not being checked: %1.', found.reason), { autoClose: 8000 });
        }
      })
    );
    return store;
  }
};
