// Plugin: the page of a rule, in a tab of its own.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Client, ServerProblem } from '../client';
import { CommandIDs } from '../commands';
import { rulePage } from '../rulepage';
import { IMlsecClient } from '../tokens';

export const rules: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:rules',
  description: 'Shows why a rule reports what it reports.',
  autoStart: true,
  requires: [IMlsecClient, IRenderMimeRegistry],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    client: Client,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    app.commands.addCommand(CommandIDs.showRule, {
      label: args => trans.__('Why %1', String(args['rule'] ?? '')),
      isVisible: () => false,
      execute: async args => {
        const rule = String(args['rule'] ?? '');
        const open = [...app.shell.widgets('main')].find(widget => widget.id === `mlsec-rule-${rule}`);
        try {
          const page = open ?? (await rulePage(rule, client, rendermime, trans));
          if (!open) {
            app.shell.add(page, 'main', { mode: 'tab-after' });
          }
          app.shell.activateById(page.id);
        } catch (error) {
          if (!(error instanceof ServerProblem)) {
            throw error;
          }
          Notification.error(`${error.message}. ${error.help}`);
        }
      },
      describedBy: {
        args: { type: 'object', properties: { rule: { type: 'string', description: trans.__('Its name') } } }
      }
    });
  }
};
