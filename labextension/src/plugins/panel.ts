// Plugin: the findings panel at the right.

import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { FindingsPanel } from '../findingspanel';
import { IFindingsStore } from '../tokens';

export const panel: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:panel',
  description: 'Lists the findings of the notebook in front.',
  autoStart: true,
  requires: [IFindingsStore],
  optional: [ILayoutRestorer, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    store: IFindingsStore,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const widget = new FindingsPanel(store, trans);
    app.shell.add(widget, 'right', { rank: 600, type: 'Security' });
    restorer?.add(widget, widget.id);
    app.commands.addCommand(CommandIDs.showFindings, {
      label: trans.__('Show Security Findings'),
      caption: trans.__('List what was found in the notebook in front'),
      icon: widget.title.icon as never,
      execute: () => {
        app.shell.activateById(widget.id);
        const row = widget.node.querySelector<HTMLElement>('[data-mlsec-finding][tabindex="0"]');
        row?.focus();
      },
      describedBy: { args: { type: 'object', properties: {} } }
    });
  }
};
