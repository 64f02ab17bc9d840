// What the findings panel is told to show; other parts switch it to what they have to say.

import { ISignal, Signal } from '@lumino/signaling';

import type { FileScan } from './filescan';
import type { IRow, NotebookFindings } from './findings';
import { fileRows, Grouping, IListed, Scope } from './listing';
import type { IFindingsStore } from './tokens';

export class PanelModel {
  constructor(
    readonly store: IFindingsStore,
    readonly files: FileScan
  ) {
    store.changed.connect(() => this._changed.emit());
    store.anyChanged.connect(() => this._scope === 'open' && this._changed.emit());
    files.changed.connect(() => this._changed.emit());
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get scope(): Scope {
    return this._scope;
  }

  set scope(scope: Scope) {
    this._scope = scope;
    this._changed.emit();
  }

  get grouping(): Grouping {
    return this._grouping;
  }

  set grouping(grouping: Grouping) {
    this._grouping = grouping;
    this._changed.emit();
  }

  /** What counts. */
  rows(): IListed[] {
    return this.listed(false, findings => findings.rows());
  }

  /** What is ignored. */
  ignoredRows(): IListed[] {
    return this.listed(true, findings => findings.ignored());
  }

  private listed(ignored: boolean, of: (findings: NotebookFindings) => IRow[]): IListed[] {
    const { store } = this;
    if (this._scope === 'files') {
      return fileRows(this.files.sweep?.scan ?? null, ignored);
    }
    const watched = store.watched().filter(each => this._scope === 'open' || each.findings === store.current);
    return watched.flatMap(({ path, findings }) =>
      of(findings).map(row => ({ ...row, key: `${path} ${row.key}`, path, notebook: findings.notebook }))
    );
  }

  private _scope: Scope = 'notebook';
  private _grouping: Grouping = 'place';
  private readonly _changed = new Signal<this, void>(this);
}
