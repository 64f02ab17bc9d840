// Plugin: the button that exports the notebook in front as a signed run.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { Client } from '../client';
import { CommandIDs } from '../commands';
import { exportRun as run } from '../exporting';
import { exportIcon } from '../icons';
import { IMlsecClient } from '../tokens';

export const exportRun: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:export',
  description: 'Runs the notebook in front and exports it as a signed bundle.',
  autoStart: true,
  requires: [IMlsecClient, INotebookTracker],
  optional: [ITranslator],
  activate: (app: JupyterFrontEnd, client: Client, tracker: INotebookTracker, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const open = (path: string): void => void app.commands.execute('docmanager:open', { path });
    const running = new Set<string>();
    app.commands.addCommand(CommandIDs.exportRun, {
      label: trans.__('Export Signed Run'),
      caption: trans.__('Run this notebook from top to bottom and export it as a signed bundle with its report'),
      icon: exportIcon,
      isEnabled: () => tracker.currentWidget !== null && !running.has(tracker.currentWidget.context.path),
      execute: async () => {
        const panel = tracker.currentWidget;
        const path = panel?.context.path ?? '';
        if (panel && !running.has(path)) {
          running.add(path);
          app.commands.notifyCommandChanged(CommandIDs.exportRun);
          try {
            await run(panel, client, open, trans);
          } finally {
            running.delete(path);
            app.commands.notifyCommandChanged(CommandIDs.exportRun);
          }
        }
      },
      describedBy: { args: { type: 'object', properties: {} } }
    });
    tracker.currentChanged.connect(() => app.commands.notifyCommandChanged(CommandIDs.exportRun));
  }
};
