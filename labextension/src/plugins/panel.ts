// Plugin: the findings panel at the right, and what its rows can do.

import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator, TranslationBundle } from '@jupyterlab/translation';

import { Client, ServerProblem } from '../client';
import { CommandIDs } from '../commands';
import { FileScan } from '../filescan';
import type { IRowActions } from '../findingrow';
import { FindingsPanel } from '../findingspanel';
import { makeFix, offered } from '../fixing';
import { canIgnore, IIgnored, ignore, reportAgain } from '../ignoring';
import type { IListed } from '../listing';
import { PanelModel } from '../panelmodel';
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
    const ignoreRow = async ({ notebook, path, ...row }: IListed, reason: string): Promise<void> => {
      try {
        const done = notebook && (await ignore(row, notebook, path, reason, client));
        if (done) {
          sayIgnored(trans, row.finding.rule, reason, done);
        }
      } catch (error) {
        if (!(error instanceof ServerProblem)) {
          throw error;
        }
        Notification.error(trans.__('It is not ignored. %1: %2', error.message, error.help));
      }
    };
    const report = ({ notebook, finding }: IListed): void => {
      const undo = notebook && reportAgain(finding.seal ?? '', notebook);
      if (undo) {
        Notification.success(trans.__('%1 is reported again', finding.rule), {
          autoClose: 8000,
          actions: [{ label: trans.__('Undo'), callback: undo }]
        });
      }
    };
    const actions: IRowActions = {
      show: row => void (row.notebook ? store.show(row) : store.showInFile(row.finding)),
      fixFor: row => offered(row, row.notebook),
      fix: (row, fix) => row.notebook && makeFix(row, fix, row.notebook),
      canIgnore: row => canIgnore(row, row.notebook),
      ignore: (row, reason) => void ignoreRow(row, reason),
      canReport: row => Boolean(row.finding.seal && row.notebook),
      report,
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

function sayIgnored(trans: TranslationBundle, rule: string, reason: string, { undo, personal }: IIgnored): void {
  const told = personal
    ? trans.__('%1 is ignored for you alone, because its value could be guessed: %2', rule, reason)
    : trans.__('%1 is ignored: %2', rule, reason);
  const takeBack = (): void => {
    if (!undo()) {
      Notification.warning(trans.__('What ignores it is not there any more, or stands in several places.'));
    }
  };
  Notification.success(told, { autoClose: 8000, actions: [{ label: trans.__('Undo'), callback: takeBack }] });
}
