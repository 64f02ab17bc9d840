// Plugin: says when a notebook is saved with secrets, or takes the outputs that hold them out.

import { CommandIDs } from '../commands';
import { leakPlugin } from '../leakplugin';
import { SaveGate, SaveMode } from '../savegate';

export const saveGate = leakPlugin({
  id: 'jupyter-mlsec:save-gate',
  description: 'Says when a notebook is saved with secrets, or removes the outputs that hold them.',
  start: (app, store, tracker, trans) => {
    const made = new SaveGate(store, () => void app.commands.execute(CommandIDs.showFindings), trans);
    tracker.widgetAdded.connect((_, panel) => made.watch(panel));
    tracker.forEach(panel => made.watch(panel));
    return mode => {
      made.mode = (mode as SaveMode | undefined) ?? 'warn';
    };
  }
});
