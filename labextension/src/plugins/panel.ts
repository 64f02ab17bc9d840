// Plugin: the findings panel at the right, and what its rows can do.

import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Client } from '../client';
import { CommandIDs } from '../commands';
import { FileScan } from '../filescan';
import type { IRowActions } from '../findingrow';
import { FindingsPanel } from '../findingspanel';
import { makeFix, offered } from '../fixing';
import type { IListed } from '../listing';
import { PanelModel } from '../panelmodel';
import { apply, canIgnore, suppression, takeBack } from '../suppress';
import { IFindingsPanel, IFindingsStore, IMlsecClient } from '../tokens';

export const panel: JupyterFrontEndPlugin<PanelModel> = {
  id: 'jupyter-mlsec:panel',
  description: 'Lists the findings of notebooks and files.',
  autoStart: true,
  requires: [IMlsecClient, IFindingsStore],
  optional: [ILayoutRestorer, ICommandPalette, ITranslator],
  provides: IFindingsPanel,
  activate: (
    app: JupyterFrontEnd,
    client: Client,
    store: IFindingsStore,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const ignore = (row: IListed, reason: string): void => {
      const { cell, finding } = row;
      const change = cell && suppression(finding, cell.getSource(), cell.cell_type, reason);
      if (!cell || !change || row.stale) {
        return;
      }
      apply(cell, change);
      const undo = (): void => {
        if (!takeBack(cell, change)) {
          Notification.warning(trans.__('The comment is not there any more, or stands in several places.'));
        }
      };
      Notification.success(trans.__('%1 is ignored: %2', finding.rule, reason), {
        autoClose: 8000,
        actions: [{ label: trans.__('Undo'), callback: undo }]
      });
    };
    const actions: IRowActions = {
      show: row => void (row.notebook ? store.show(row) : store.showInFile(row.finding)),
      fixFor: row => offered(row, row.notebook),
      fix: (row, fix) => row.notebook && makeFix(row, fix, row.notebook),
      canIgnore: row => !row.stale && canIgnore(row.finding, row.cell),
      ignore,
      why: rule => void app.commands.execute(CommandIDs.showRule, { rule })
    };
    const model = new PanelModel(store, new FileScan(client));
    const widget = new FindingsPanel(model, actions, trans);
    app.shell.add(widget, 'right', { rank: 600, type: 'Security' });
    restorer?.add(widget, widget.id);
    app.commands.addCommand(CommandIDs.showFindings, {
      label: trans.__('Show Security Findings'),
      caption: trans.__('List what was found in the notebook in front'),
      icon: widget.title.icon as never,
      execute: () => app.shell.activateById(widget.id),
      describedBy: { args: { type: 'object', properties: {} } }
    });
    palette?.addItem({ command: CommandIDs.showFindings, category: trans.__('Security') });
    return model;
  }
};
