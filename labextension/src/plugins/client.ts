// Plugin: the routes of the server extension.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { Client } from '../client';
import { IMlsecClient } from '../tokens';

export const client: JupyterFrontEndPlugin<Client> = {
  id: 'jupyter-mlsec:client',
  description: 'Talks to the server extension.',
  autoStart: true,
  provides: IMlsecClient,
  activate: (app: JupyterFrontEnd) => new Client(app.serviceManager.serverSettings)
};
