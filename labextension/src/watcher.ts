// Watches one open notebook and keeps its findings fresh: what changed is asked for first, the rest afterwards.

import type { CellChange, ISharedCell, ISharedNotebook, NotebookChange } from '@jupyter/ydoc';
import { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import { Backoff } from './backoff';
import type { Client } from './client';
import { body, Extent } from './content';
import type { NotebookFindings } from './findings';
import { ServerProblem } from './serverproblem';
import type { IFindingsOptions } from './tokens';

/** What JupyterLab calls the changes that outputs make in a document: nobody is told of them but observers of the text. */
const SILENT = 'silent-change';
/** Milliseconds. What an edit means for other cells is asked for after `settle` of rest. */
const PAUSE = { output: 500, settle: 1000 };
/** Milliseconds of the pause after a key press that the answer and its drawing may take. */
const MOST_AHEAD = 70;

/** The part of a shared cell's document that tells of every change. */
interface IObserved {
  observeDeep(heard: (events: { path: (string | number)[] }[], transaction: { origin: unknown }) => void): void;
}

export class Watcher implements IDisposable {
  constructor(
    private readonly client: Client,
    private readonly notebook: ISharedNotebook,
    readonly findings: NotebookFindings,
    readonly path: () => string,
    private readonly options: IFindingsOptions
  ) {
    notebook.changed.connect(this.onNotebookChanged, this);
    this.follow();
    void this.ask('whole');
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    window.clearTimeout(this.soon);
    window.clearTimeout(this.later);
    this.running?.abort();
    Signal.clearData(this);
  }

  /** Look at everything now; where there was no server, perhaps there is one by now. */
  async scan(): Promise<void> {
    if (this.findings.state === 'absent') {
      this.findings.setState('waiting');
    }
    this.retry.reset();
    await this.ask('whole');
  }

  /** Look at these cells now, unless what is known about them is known for the text that they and the others have. */
  async refresh(cells: readonly ISharedCell[]): Promise<void> {
    const unknown = cells.filter(cell => !this.knows(cell));
    if (unknown.length) {
      await this.ask(unknown, { beside: true });
    }
  }

  /** Look now at everything that has changed since it was looked at; whether all of it is known afterwards. */
  async settle(): Promise<boolean> {
    const known = new Set(this.notebook.cells);
    const cells = [...this.dirty.keys()].filter(cell => known.has(cell));
    if (this.whole !== null) {
      await this.ask('whole', { beside: true });
    } else if (cells.length) {
      await this.ask(cells, { beside: true });
    }
    const { state } = this.findings;
    return this.whole === null && ![...this.dirty.keys()].some(cell => known.has(cell)) && state === 'checked';
  }

  /** A name of this cell may have been given another meaning in another one since it was looked at. */
  private knows(cell: ISharedCell): boolean {
    const { edited, last, before } = this.edits;
    return this.findings.current(cell) !== null && (this.seen.get(cell) ?? -1) >= (edited === cell ? before : last);
  }

  /** Take note of a source that changed, or of cells that came, went or moved (null). */
  private onEdited(cell: ISharedCell | null): void {
    const { edited, last, before } = this.edits;
    this.edits = { edited: cell, last: ++this.changes, before: cell && edited === cell ? before : last };
  }

  private onNotebookChanged(_: ISharedNotebook, change: NotebookChange): void {
    if (change.cellsChange) {
      this.onEdited(null);
      this.follow();
    }
    if (change.metadataChange?.size) {
      this.whole = ++this.changes;
    }
    if (change.cellsChange || change.metadataChange) {
      this.schedule(this.pause);
    }
  }

  private onCellChanged(cell: ISharedCell, change: CellChange): void {
    const parts = change as { sourceChange?: unknown; outputsChange?: unknown; metadataChange?: unknown };
    if (parts.sourceChange) {
      this.onEdited(cell);
    }
    if (parts.sourceChange || parts.outputsChange || parts.metadataChange) {
      this.dirty.set(cell, ++this.changes);
      this.schedule(parts.sourceChange ? this.pause : PAUSE.output);
    }
  }

  /** A cell prints for as long as it likes: it is looked at now and then, and edits do not wait for it. */
  private onOutputs(cell: ISharedCell): void {
    this.dirty.set(cell, ++this.changes);
    if (!this.soon && !this._isDisposed) {
      this.schedule(PAUSE.output + 4 * this.took);
    }
  }

  /** Listen to cells that were not there before; a cell that moves is a new object with its old id. */
  private follow(): void {
    for (const cell of this.notebook.cells) {
      if (!this.followed.has(cell)) {
        this.followed.add(cell);
        cell.changed.connect(this.onCellChanged, this);
        const { ymodel } = cell as { ymodel?: IObserved };
        ymodel?.observeDeep((events, { origin }) => {
          if (origin === SILENT && events.some(({ path }) => path[0] === 'outputs')) {
            this.onOutputs(cell);
          }
        });
        if (this.findings.current(cell) === null) {
          this.dirty.set(cell, ++this.changes);
        }
      }
    }
  }

  /**
   * How long to wait after a key press. The time that answers and their drawing have taken of late is taken off, so
   * that the mark is there after the pause, not the question.
   */
  private get pause(): number {
    return this.options.pause - Math.min(this.took, MOST_AHEAD, this.options.pause / 2);
  }

  private schedule(pause: number): void {
    if (!this.options.whileTyping && this.findings.state !== 'failed') {
      return;
    }
    window.clearTimeout(this.soon);
    window.clearTimeout(this.later);
    this.soon = window.setTimeout(() => void this.onPause(), pause);
  }

  private async onPause(): Promise<void> {
    this.soon = 0;
    const known = new Set(this.notebook.cells);
    const cells = [...this.dirty.keys()].filter(cell => known.has(cell));
    await this.ask(this.whole === null ? cells : 'whole');
    if (!this.isDisposed && this.findings.state !== 'absent' && this.findings.state !== 'failed') {
      window.clearTimeout(this.later);
      this.later = window.setTimeout(() => void this.ask('sources'), PAUSE.settle);
    }
  }

  /** Send one request. It takes the place of the one under way, unless it runs `beside` it. */
  private async ask(extent: Extent, { beside = false } = {}): Promise<void> {
    if (this.isDisposed || this.findings.state === 'absent') {
      return;
    }
    const request = new AbortController();
    const until = this.changes;
    if (!beside) {
      this.running?.abort();
      this.running = request;
      this.whole = this.whole ?? (extent === 'whole' ? until : null);
    }
    const begun = performance.now();
    const { sent, ...rest } = body(this.notebook, extent);
    if (this.findings.state === 'waiting' || extent === 'whole') {
      this.findings.setState('checking');
    }
    try {
      const answer = await this.client.scan({ path: this.path(), ...rest }, request.signal);
      if (this.isDisposed) {
        return;
      }
      this.retry.reset();
      this.settled(extent, sent.cells, until);
      this.findings.merge(answer, sent);
      for (const cell of Array.isArray(extent) ? extent : sent.cells) {
        this.seen.set(cell, until);
      }
      if (Array.isArray(extent)) {
        // until it is drawn: a mark is late by all that comes after the pause
        window.requestAnimationFrame(() => this.onDrawn(performance.now() - begun));
      }
    } catch (error) {
      if (!request.signal.aborted && !this.isDisposed) {
        this.onFailed(error);
      }
    }
  }

  /** One slow answer is taken for the next one's time at once, and forgotten little by little: late marks are what is felt. */
  private onDrawn(milliseconds: number): void {
    this.took = Math.max(milliseconds, this.took + (milliseconds - this.took) / 8);
  }

  /** What an answer covers needs no second look, unless it has changed while the answer was on its way. */
  private settled(extent: Extent, cells: readonly ISharedCell[], until: number): void {
    if (extent === 'sources') {
      return;
    }
    if (extent === 'whole' && this.whole !== null && this.whole <= until) {
      this.whole = null;
    }
    const asked = extent === 'whole' ? cells : extent;
    for (const cell of asked) {
      if ((this.dirty.get(cell) ?? 0) <= until) {
        this.dirty.delete(cell);
      }
    }
  }

  private onFailed(error: unknown): void {
    if (!(error instanceof ServerProblem)) {
      throw error;
    }
    if (error.kind === 'absent') {
      this.findings.setState('absent', error.help);
      return;
    }
    this.findings.setState('failed', `${error.message}. ${error.help}`);
    if (error.kind === 'unreachable') {
      this.whole = this.whole ?? this.changes;
      this.schedule(this.retry.next());
    }
  }

  private readonly followed = new WeakSet<ISharedCell>();
  /** What has to be looked at, with the number of the change that made it so. */
  private readonly dirty = new Map<ISharedCell, number>();
  /** Up to which change each cell was looked at, as one of a whole notebook. */
  private readonly seen = new WeakMap<ISharedCell, number>();
  /** The last change of a source, in which cell, and the last one in any other. */
  private edits: { edited: ISharedCell | null; last: number; before: number } = { edited: null, last: 0, before: 0 };
  private whole: number | null = null;
  private changes = 0;
  private soon = 0;
  private later = 0;
  private took = 0;
  private readonly retry = new Backoff();
  private running: AbortController | null = null;
  private _isDisposed = false;
}
