// One export from the click to its end: the notebook saved, the run followed, the report offered.

import { Notification } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Client } from './client';
import { ServerProblem } from './serverproblem';
import { askExport } from './exportform';
import { IParameter, parameters } from './parameters';
import type { IExport } from './shapes';

const POLL = 700; // milliseconds

/** Save the notebook, run and sign it on the server, and say how it went. `open` shows a file of the server. */
export async function exportRun(
  panel: NotebookPanel,
  client: Client,
  open: (path: string) => void,
  trans: TranslationBundle
): Promise<void> {
  const { context } = panel;
  const name = context.path;
  const request = await askExport(name, declared(panel), trans);
  if (!request) {
    return;
  }
  const note = Notification.emit(trans.__('Saving %1…', name), 'in-progress', { autoClose: false });
  try {
    if (context.model.dirty) {
      await context.save();
    }
    let job = await client.startExport(request);
    Notification.update({
      id: note,
      message: trans.__('Running %1 from top to bottom in a kernel of its own…', name),
      actions: [
        {
          label: trans.__('Cancel'),
          callback: event => {
            event.preventDefault(); // the notification stays, and says that it was cancelled
            void client.cancelExport(job.id);
          }
        }
      ]
    });
    while (job.state === 'running') {
      await new Promise(resolve => setTimeout(resolve, POLL));
      const before = job.message;
      job = await client.export(job.id);
      if (job.state === 'running' && job.message !== before) {
        // the buttons stay as they are: the same notification, with another text
        Notification.update({ id: note, message: trans.__('Running %1: %2', name, job.message) });
      }
    }
    say(note, job, name, open, trans);
  } catch (error) {
    if (!(error instanceof ServerProblem)) {
      Notification.dismiss(note);
      throw error;
    }
    const message = trans.__('%1 was not exported: %2. %3', name, error.message, error.help);
    Notification.update({ id: note, type: 'error', message, actions: [] });
  }
}

/** The parameters of the cell that is tagged so. */
function declared(panel: NotebookPanel): IParameter[] {
  const tagged = panel.model?.sharedModel.cells.find(cell => {
    const tags = cell.getMetadata('tags') as unknown;
    return cell.cell_type === 'code' && Array.isArray(tags) && tags.includes('parameters');
  });
  return tagged ? parameters(tagged.getSource()) : [];
}

function say(note: string, job: IExport, name: string, open: (path: string) => void, trans: TranslationBundle): void {
  const { report, bundle } = job;
  if (job.state === 'done' && report && bundle) {
    Notification.update({
      id: note,
      type: 'success',
      message: trans.__('%1 was exported to %2. Check it anywhere with: mlsec verify %2', name, bundle),
      actions: [{ label: trans.__('Open the report'), callback: () => open(report) }]
    });
  } else if (job.state === 'cancelled') {
    Notification.update({ id: note, type: 'info', message: trans.__('%1: %2', name, job.message), actions: [] });
  } else {
    const message = trans.__('%1 was not exported: %2', name, job.message);
    Notification.update({ id: note, type: 'error', message, actions: [] });
  }
}
