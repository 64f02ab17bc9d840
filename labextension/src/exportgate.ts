// Before a notebook is exported to another format: asks where it holds secrets, or where nobody could look.

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { IRow } from './findings';
import { lookForSecrets, strip } from './leaks';
import { offerBack } from './putback';
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
    if (this.store.of(panel.model?.sharedModel ?? null)?.state === 'absent') {
      return true;
    }
    const look = await lookForSecrets(this.store, panel, LIMIT);
    return (look?.isKnown && !look.rows.length) || this.ask(panel, look?.rows ?? []);
  }

  private async ask(panel: NotebookPanel, rows: readonly IRow[]): Promise<boolean> {
    const { trans } = this;
    const inOutputs = rows.filter(row => row.finding.place === 'output');
    const clean = Dialog.okButton({
      label: trans.__('Clean and export'),
      caption: trans.__('Remove the outputs that hold them, then export'),
      actions: ['clean']
    });
    const { button } = await showDialog({
      title: rows.length
        ? trans.__('Export %1 with secrets?', panel.context.path)
        : trans.__('Export %1 unchecked?', panel.context.path),
      body: this.body(rows),
      buttons: [
        Dialog.cancelButton(),
        Dialog.warnButton({ label: trans.__('Export anyway'), actions: ['export'] }),
        ...(inOutputs.length ? [clean] : [])
      ],
      defaultButton: 0
    });
    const notebook = panel.model?.sharedModel;
    const putBack = button.actions.includes('clean') && notebook ? strip(inOutputs, notebook) : null;
    if (putBack) {
      const message = trans.__('Outputs with secrets were removed from %1 before its export.', panel.context.path);
      offerBack(message, putBack, trans);
    }
    return button.accept;
  }

  /** Where they are, and never what they are. Text only: nothing of it ever becomes markup. */
  private body(rows: readonly IRow[]): Widget {
    const { trans } = this;
    const node = document.createElement('div');
    node.className = 'mlsec-export-gate';
    const head = node.appendChild(document.createElement('p'));
    head.textContent = rows.length
      ? trans._n('Whoever gets the export gets this secret:', 'Whoever gets the export gets these %1 secrets:', rows.length)
      : trans.__('Not all of this notebook could be looked at, so it may hold secrets.');
    if (rows.length) {
      const list = node.appendChild(document.createElement('ul'));
      list.append(...rows.slice(0, LISTED).map(row => item(this.line(row))));
    }
    if (rows.length > LISTED) {
      node.appendChild(document.createElement('p')).textContent = trans.__('and %1 more', rows.length - LISTED);
    }
    return new Widget({ node });
  }

  private line({ index, finding }: IRow): string {
    const { trans } = this;
    const where = placeWord(finding.place, trans);
    return index < 0
      ? trans.__('%1: %2', where, finding.message)
      : trans.__('cell %1, %2: %3', index + 1, where, finding.message);
  }
}

function item(text: string): HTMLElement {
  const made = document.createElement('li');
  made.textContent = text;
  return made;
}
