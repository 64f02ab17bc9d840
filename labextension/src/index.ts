// The extension: small plugins, each of which can be switched off alone.

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { client } from './plugins/client';
import { commands } from './plugins/commands';
import { findings } from './plugins/findings';
import { marks } from './plugins/marks';
import { panel } from './plugins/panel';
import { status } from './plugins/status';

const plugins: JupyterFrontEndPlugin<never>[] = [client, findings, marks, panel, status, commands] as never;

export default plugins;
