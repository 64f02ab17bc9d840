// The extension: small plugins, each of which can be switched off alone.

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { checklist } from './plugins/checklist';
import { client } from './plugins/client';
import { commands } from './plugins/commands';
import { executor } from './plugins/executor';
import { exportRun } from './plugins/export';
import { exportGate } from './plugins/exportgate';
import { files } from './plugins/files';
import { findings } from './plugins/findings';
import { gate } from './plugins/gate';
import { marks } from './plugins/marks';
import { panel } from './plugins/panel';
import { records } from './plugins/records';
import { rules } from './plugins/rules';
import { saveGate } from './plugins/savegate';
import { status } from './plugins/status';

const plugins: JupyterFrontEndPlugin<never>[] = [
  executor,
  client,
  findings,
  marks,
  panel,
  files,
  rules,
  status,
  commands,
  gate,
  saveGate,
  exportGate,
  checklist,
  records,
  exportRun
] as never;

export default plugins;
