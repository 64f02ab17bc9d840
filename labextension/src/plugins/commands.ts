// Plugin: check now, and go from finding to finding from anywhere.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { neighbour } from '../neighbour';
import { IFindingsStore } from '../tokens';

const NO_ARGUMENTS = { args: { type: 'object', properties: {} } } as const;

export const commands: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:commands',
  description: 'Commands over the findings of the notebook in front.',
  autoStart: true,
  requires: [IFindingsStore],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    store: IFindingsStore,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const go = async (step: 1 | -1): Promise<void> => {
      const { current, panel } = store;
      const row = current && panel && neighbour(current.rows(), panel.content, step);
      if (row) {
        await store.show(row);
      }
    };
    const add = (id: string, label: string, execute: () => Promise<void>): void => {
      app.commands.addCommand(id, {
        label,
        isEnabled: () => store.current !== null,
        execute,
        describedBy: NO_ARGUMENTS
      });
    };
    add(CommandIDs.scan, trans.__('Check This Notebook for Security Findings'), () => store.scan());
    add(CommandIDs.next, trans.__('Next Security Finding'), () => go(1));
    add(CommandIDs.previous, trans.__('Previous Security Finding'), () => go(-1));
    store.changed.connect(() => app.commands.notifyCommandChanged());
    const { scan, next, previous, showChecklist, exportRun, toggleGate } = CommandIDs;
    for (const command of [scan, next, previous, showChecklist, exportRun, toggleGate]) {
      palette?.addItem({ command, category: trans.__('Security') });
    }
  }
};
