// The findings of all open notebooks: one watcher a document, whatever number of views it has.

import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ISignal, Signal } from '@lumino/signaling';

import type { Client } from './client';
import { IRow, NotebookFindings } from './findings';
import { offset } from './position';
import type { IFinding } from './shapes';
import type { IFindingsOptions, IFindingsStore, IWatched } from './tokens';
import { Watcher } from './watcher';

/** What the store asks of the application. */
export interface IShell {
  activate(id: string): void;
  /** Open a file; the id of its tab. */
  open(path: string): Promise<string | null>;
}

export class FindingsStore implements IFindingsStore {
  constructor(
    private readonly client: Client,
    private readonly tracker: INotebookTracker,
    private readonly shell: IShell
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

  get anyChanged(): ISignal<this, void> {
    return this._anyChanged;
  }

  readonly options: IFindingsOptions = { whileTyping: true, pause: 150, leastMarked: 'low' };

  configure(options: Partial<IFindingsOptions>): void {
    Object.assign(this.options, options);
    this.watchers.forEach(({ findings }) => findings.redraw());
  }

  watched(): IWatched[] {
    return [...this.watchers.values()].map(({ path, findings }) => ({ path: path(), findings }));
  }

  async scan(all = false): Promise<void> {
    const notebook = this.panel?.model?.sharedModel;
    const asked = all ? [...this.watchers.values()] : [notebook && this.watchers.get(notebook)];
    await Promise.all(asked.map(watcher => watcher?.scan()));
  }

  async settle(notebook: ISharedNotebook): Promise<boolean> {
    return (await this.watchers.get(notebook)?.settle()) ?? false;
  }

  async refresh(notebook: ISharedNotebook, cells: readonly ISharedCell[]): Promise<void> {
    await this.watchers.get(notebook)?.refresh(cells);
  }

  async showInFile(finding: IFinding): Promise<void> {
    const id = await this.shell.open(finding.path);
    const panel = this.tracker.find(each => each.id === id);
    await panel?.context.ready.catch(() => undefined);
    const notebook = panel?.model?.sharedModel;
    const cell = finding.cell && notebook?.cells[finding.cell.index];
    if (notebook && cell) {
      await this.show({ key: '', index: finding.cell!.index, cell, finding, stale: false });
    }
  }

  async show(row: IRow): Promise<void> {
    const panel = row.cell
      ? this.tracker.find(each => each.model?.sharedModel === row.cell!.notebook) ?? null
      : this.panel;
    if (panel && panel !== this.panel) {
      this.shell.activate(panel.id);
    }
    const index = row.cell ? panel?.model?.sharedModel.cells.indexOf(row.cell) ?? -1 : -1;
    if (!panel || index < 0) {
      panel?.content.node.focus();
      return;
    }
    const notebook = panel.content;
    notebook.activeCellIndex = index;
    notebook.deselectAll();
    if (notebook.notebookConfig.windowingMode !== 'full') {
      notebook.renderCellOutputs(index); // JupyterLab draws cells that are far down when it is idle, which can take long
    }
    await notebook.scrollToItem(index, 'smart').catch(() => undefined); // another cell was scrolled to: it is near
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
    await panel.context.ready.catch(() => undefined); // it was closed before it was there
    const notebook = panel.isDisposed ? null : panel.model?.sharedModel;
    if (!notebook) {
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
    const watcher = new Watcher(this.client, notebook, findings, () => context.path, this.options);
    this.watchers.set(notebook, watcher);
    findings.changed.connect(() => {
      if (findings === this.current) {
        this._changed.emit();
      }
      this._anyChanged.emit();
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
      this._anyChanged.emit();
    }
  }

  private readonly watchers = new Map<ISharedNotebook, Watcher>();
  private readonly views = new Map<ISharedNotebook, number>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _anyChanged = new Signal<this, void>(this);
  private readonly _added = new Signal<this, NotebookFindings>(this);
}
