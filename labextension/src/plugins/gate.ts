// Plugin: the gate before a cell runs. It can be switched off or disabled alone, and fails open.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { executor } from '../executor';
import { Gate, GateMode, MODES } from '../gate';
import type { Severity } from '../shapes';
import { IFindingsStore } from '../tokens';

const ID = 'jupyter-mlsec:gate';

export const gate: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Warns before a dangerous cell runs, or holds it back.',
  autoStart: true,
  requires: [IFindingsStore],
  optional: [ISettingRegistry, ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    store: IFindingsStore,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const made = new Gate(
      store,
      cell => {
        const { panel } = store;
        const index = panel?.content.widgets.indexOf(cell) ?? -1;
        if (panel && index >= 0) {
          panel.content.activeCellIndex = index;
          panel.content.deselectAll();
          void app.commands.execute('notebook:run-cell');
        }
      },
      trans
    );
    executor.admit = options => made.admit(options);
    const words: Record<GateMode, string> = {
      off: trans.__('off'),
      warn: trans.__('warns'),
      block: trans.__('blocks')
    };
    app.commands.addCommand(CommandIDs.toggleGate, {
      label: () => trans.__('Gate Before Cells Run: %1', words[made.mode]),
      caption: trans.__('Go from off to warn, block and off again'),
      execute: async () => {
        made.mode = MODES[(MODES.indexOf(made.mode) + 1) % MODES.length]!;
        app.commands.notifyCommandChanged(CommandIDs.toggleGate);
        await registry?.set(ID, 'mode', made.mode);
      },
      describedBy: { args: { type: 'object', properties: {} } }
    });
    const settings = await registry?.load(ID);
    const read = (): void => {
      made.mode = (settings?.composite['mode'] as GateMode | undefined) ?? 'warn';
      made.threshold = (settings?.composite['threshold'] as Severity | undefined) ?? 'high';
      app.commands.notifyCommandChanged(CommandIDs.toggleGate);
    };
    settings?.changed.connect(read);
    read();
  }
};
