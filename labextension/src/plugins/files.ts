// Plugin: what the file browser's context menu offers: check a folder or file, verify a signed run.

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { Client } from '../client';
import { CommandIDs } from '../commands';
import { exportIcon, shieldIcon } from '../icons';
import type { PanelModel } from '../panelmodel';
import { ServerProblem } from '../serverproblem';
import { IFindingsPanel, IMlsecClient } from '../tokens';
import { verificationPage } from '../verificationpage';

const ONE_FILE = {
  args: { type: 'object', properties: { path: { type: 'string', description: 'A path of the contents API' } } }
} as const;

export const files: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mlsec:files',
  description: 'Checks folders and files, and verifies signed runs, from the file browser.',
  autoStart: true,
  requires: [IMlsecClient, IFindingsPanel, IFileBrowserFactory],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    client: Client,
    panel: PanelModel,
    browsers: IFileBrowserFactory,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mlsec');
    const selected = (): Contents.IModel | undefined =>
      browsers.tracker.currentWidget?.selectedItems()[Symbol.iterator]().next().value;
    /** The path that was given, or selected; without a drive's name, for those are no paths of this server. */
    const chosen = (args: { path?: unknown }): string | null => {
      const path = typeof args.path === 'string' ? args.path : selected()?.path;
      return path === undefined || app.serviceManager.contents.driveName(path) ? null : path;
    };
    app.commands.addCommand(CommandIDs.scanFiles, {
      label: trans.__('Check for Security Findings'),
      caption: trans.__('Look at this folder, notebook, script or model file without running or loading it'),
      icon: shieldIcon,
      isVisible: () => chosen({}) !== null,
      execute: async args => {
        const path = chosen(args);
        if (path !== null) {
          panel.scope = 'files';
          void app.commands.execute(CommandIDs.showFindings);
          await panel.files.start(path);
        }
      },
      describedBy: ONE_FILE
    });
    app.commands.addCommand(CommandIDs.verifyRun, {
      label: trans.__('Verify Signed Run'),
      caption: trans.__('Check the signatures and every file of this bundle'),
      icon: exportIcon,
      isVisible: () => isRun(chosen({})),
      execute: async args => {
        const path = chosen(args);
        if (path === null || !isRun(path)) {
          return;
        }
        const note = Notification.emit(trans.__('Verifying %1…', path), 'in-progress', { autoClose: false });
        try {
          const widget = verificationPage(path, await client.verify(path), trans);
          Notification.dismiss(note);
          app.shell.add(widget, 'main');
          app.shell.activateById(widget.id);
        } catch (error) {
          const told = error instanceof ServerProblem ? `${error.message}. ${error.help}` : String(error);
          const message = trans.__('%1 was not verified: %2', path, told);
          Notification.update({ id: note, type: 'error', message });
        }
      },
      describedBy: ONE_FILE
    });
  }
};

function isRun(path: string | null): boolean {
  return path !== null && (path.endsWith('.mlrun') || path.endsWith('.mlrun.zip'));
}
