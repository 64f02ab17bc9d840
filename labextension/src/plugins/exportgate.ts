// Plugin: asks before a notebook with secrets is exported to another format.

import { ExportGate } from '../exportgate';
import { leakPlugin } from '../leakplugin';

export const exportGate = leakPlugin({
  id: 'jupyter-mlsec:export-gate',
  description: 'Asks before a notebook with secrets is exported to another format.',
  start: (app, store, tracker, trans) => {
    const made = new ExportGate(store, tracker, trans);
    made.guard(app.commands);
    return mode => {
      made.isOn = mode !== 'off';
    };
  }
});
