// Before a notebook is exported to another format: asks where it holds secrets, or where nobody could look.

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRow } from './findings';
import { secrets, strip } from './leaks';
import { inTime } from './savegate';
import type { IFindingsStore } from './tokens';
import { placeWord } from './words';

const COMMAND = 'notebook:export-to-format';
const LIMIT = 5000; // milliseconds; an export is asked for, and takes longer itself
const LISTED = 10;

export class ExportGate {
  isOn = true;

  constructor(
    private readonly store: IFindingsStore,
    private readonly tracker: INotebookTracker,
    private readonly trans: TranslationBundle
  ) {}

  /** Ask before JupyterLab's own command does its work. */
  guard(commands: JupyterFrontEnd['commands']): void {
    const execute = commands.execute.bind(commands);
    commands.execute = async (id, args) => {
      const panel = this.tracker.currentWidget;
      if (id === COMMAND && this.isOn && panel && !(await this.mayLeave(panel))) {
        return undefined;
      }
      return execute(id, args);
    };
  }

  private async mayLeave(panel: NotebookPanel): Promise<boolean> {
    const notebook = panel.model?.sharedModel;
    const found = this.store.of(notebook ?? null);
    if (found?.state === 'absent') {
      return true;
    }
    const isKnown = notebook !== undefined && (await inTime(this.store.settle(notebook), LIMIT)) === true;
    const rows = secrets(found);
    return (isKnown && !rows.length) || this.ask(panel, rows);
  }

  private async ask(panel: NotebookPanel, rows: readonly IRow[]): Promise<boolean> {
    const { trans } = this;
    const inOutputs = rows.filter(row => row.finding.place === 'output');
    const clean = Dialog.okButton({ label: trans.__('Remove from outputs, then export'), actions: ['clean'] });
    const { button } = await showDialog({
      title: rows.length ? trans.__('Export with secrets?') : trans.__('Export what could not be checked?'),
      body: trans.__('%1\n\n%2', panel.context.path, this.listed(rows)),
      buttons: [
        Dialog.cancelButton(),
        Dialog.warnButton({ label: trans.__('Export anyway'), actions: ['export'] }),
        ...(inOutputs.length ? [clean] : [])
      ],
      defaultButton: 0
    });
    const notebook = panel.model?.sharedModel;
    if (button.actions.includes('clean') && notebook) {
      strip(inOutputs, notebook);
    }
    return button.accept;
  }

  /** Where they are, and never what they are. */
  private listed(rows: readonly IRow[]): string {
    const { trans } = this;
    if (!rows.length) {
      return trans.__('Not all of this notebook could be looked at, so it may hold secrets.');
    }
    const lines = rows.slice(0, LISTED).map(({ index, finding }) => {
      const where = placeWord(finding.place, trans);
      return index < 0
        ? trans.__('%1: %2', where, finding.message)
        : trans.__('cell %1, %2: %3', index + 1, where, finding.message);
    });
    const more = rows.length - lines.length;
    return [...lines, ...(more > 0 ? [trans.__('and %1 more', more)] : [])].join('\n');
  }
}
