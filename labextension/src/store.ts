// The findings of all open notebooks: one watcher a document, whatever number of views it has.

import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ISignal, Signal } from '@lumino/signaling';

import type { Client } from './client';
import { IRow, NotebookFindings } from './findings';
import { offset } from './position';
import type { IFindingsStore } from './tokens';
import { Watcher } from './watcher';

export class FindingsStore implements IFindingsStore {
  constructor(
    private readonly client: Client,
    private readonly tracker: INotebookTracker
  ) {
    tracker.widgetAdded.connect((_, panel) => void this.watch(panel));
    tracker.forEach(panel => void this.watch(panel));
    tracker.currentChanged.connect(() => this._changed.emit());
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get added(): ISignal<this, NotebookFindings> {
    return this._added;
  }

  get panel(): NotebookPanel | null {
    return this.tracker.currentWidget;
  }

  get current(): NotebookFindings | null {
    return this.of(this.panel?.model?.sharedModel ?? null);
  }

  of(notebook: ISharedNotebook | null): NotebookFindings | null {
    return (notebook && this.watchers.get(notebook)?.findings) ?? null;
  }

  async scan(): Promise<void> {
    const notebook = this.panel?.model?.sharedModel;
    await (notebook && this.watchers.get(notebook)?.scan());
  }

  async refresh(notebook: ISharedNotebook, cells: readonly ISharedCell[]): Promise<void> {
    await this.watchers.get(notebook)?.refresh(cells);
  }

  async show(row: IRow): Promise<void> {
    const { panel } = this;
    const index = row.cell ? panel?.model?.sharedModel.cells.indexOf(row.cell) ?? -1 : -1;
    if (!panel || index < 0) {
      panel?.content.node.focus();
      return;
    }
    const notebook = panel.content;
    notebook.activeCellIndex = index;
    notebook.deselectAll();
    await notebook.scrollToItem(index, 'smart');
    const cell = notebook.widgets[index];
    if (!cell || row.finding.place !== 'source') {
      cell?.node.scrollIntoView({ block: 'nearest' });
      notebook.node.focus();
      return;
    }
    if (cell.model.type === 'markdown') {
      (cell as unknown as { rendered: boolean }).rendered = false;
    }
    await cell.ready;
    notebook.mode = 'edit';
    const editor = cell.editor as CodeMirrorEditor | null;
    if (editor) {
      const { doc } = editor.editor.state;
      const anchor = offset(doc, row.finding.line, row.finding.column);
      editor.editor.dispatch({ selection: { anchor }, scrollIntoView: true });
      editor.focus();
    }
  }

  private async watch(panel: NotebookPanel): Promise<void> {
    await panel.context.ready;
    const notebook = panel.model?.sharedModel;
    if (!notebook || panel.isDisposed) {
      return;
    }
    const before = this.watchers.get(notebook);
    this.views.set(notebook, (this.views.get(notebook) ?? 0) + 1);
    panel.disposed.connect(() => this.release(notebook));
    if (before) {
      return;
    }
    const findings = new NotebookFindings(notebook);
    const { context } = panel;
    const watcher = new Watcher(this.client, notebook, findings, () => context.path);
    this.watchers.set(notebook, watcher);
    findings.changed.connect(() => {
      if (findings === this.current) {
        this._changed.emit();
      }
    });
    this._added.emit(findings);
    this._changed.emit();
  }

  private release(notebook: ISharedNotebook): void {
    const left = (this.views.get(notebook) ?? 1) - 1;
    this.views.set(notebook, left);
    if (left <= 0) {
      this.watchers.get(notebook)?.dispose();
      this.watchers.delete(notebook);
      this.views.delete(notebook);
    }
  }

  private readonly watchers = new Map<ISharedNotebook, Watcher>();
  private readonly views = new Map<ISharedNotebook, number>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _added = new Signal<this, NotebookFindings>(this);
}
