// Plugin: the findings of all open notebooks, and one quiet word where there is no server to find any.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { Client } from '../client';
import { FindingsStore } from '../store';
import { IFindingsStore, IMlsecClient } from '../tokens';

export const findings: JupyterFrontEndPlugin<IFindingsStore> = {
  id: 'jupyter-mlsec:findings',
  description: 'Keeps what is known about every open notebook.',
  autoStart: true,
  requires: [IMlsecClient, INotebookTracker],
  optional: [ITranslator],
  provides: IFindingsStore,
  activate: (_: JupyterFrontEnd, client: Client, tracker: INotebookTracker, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const store = new FindingsStore(client, tracker);
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
