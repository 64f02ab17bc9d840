// Plugin: the checklist panel at the right.

import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ChecklistModel } from '../checklistmodel';
import { ChecklistPanel } from '../checklistpanel';
import type { Client } from '../client';
import { CommandIDs } from '../commands';
import { checklistIcon } from '../icons';
import { probe } from '../probing';
import { IFindingsStore, IMlsecClient } from '../tokens';

export const checklist: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:checklist',
  description: 'Shows the lifecycle checklist of the notebook in front.',
  autoStart: true,
  requires: [IMlsecClient, IFindingsStore],
  optional: [ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    client: Client,
    store: IFindingsStore,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const model = new ChecklistModel(client, store, trans);
    const act = async (code: string | null): Promise<void> => {
      const { panel } = model;
      if (panel) {
        app.shell.activateById(panel.id);
        await (code === null
          ? app.commands.execute(CommandIDs.exportRun)
          : probe(panel, code, () => app.commands.execute('notebook:run-cell') as Promise<void>));
      }
    };
    const widget = new ChecklistPanel(model, code => void act(code), trans);
    app.shell.add(widget, 'right', { rank: 610, type: 'Security' });
    restorer?.add(widget, widget.id);
    app.commands.addCommand(CommandIDs.showChecklist, {
      label: trans.__('Show Security Checklist'),
      caption: trans.__('Show what is proven, open and stale for the notebook in front'),
      icon: checklistIcon,
      execute: () => app.shell.activateById(widget.id),
      describedBy: { args: { type: 'object', properties: {} } }
    });
  }
};
