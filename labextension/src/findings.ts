// What is known about one open notebook, kept by cell id and by the text that was looked at.

import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import { ISignal, Signal } from '@lumino/signaling';

import { worseFirst } from './severity';
import type { IFinding, IScan } from './shapes';

/** `absent`: no server extension; `incomplete`: something could not be looked at, which is never clean. */
export type CheckState = 'waiting' | 'checking' | 'checked' | 'incomplete' | 'failed' | 'absent';

/** One finding where it is now: `index` is that of the cell today, -1 for the notebook's own metadata. */
export interface IRow {
  key: string;
  index: number;
  cell: ISharedCell | null;
  finding: IFinding;
  /** The cell's text has changed since; a new answer is on its way. */
  stale: boolean;
}

/** Findings of one cell, valid for exactly this text. Two cells of one id (a doubled id) have an entry each. */
interface IEntry {
  text: string;
  /** All of them, in the order of the answer: those that count, and those that are ignored with a reason. */
  findings: IFinding[];
}

/** The cells of a request as they were sent: an answer's `index` means nothing without them. */
export interface ISent {
  cells: readonly ISharedCell[];
  texts: readonly string[];
  /** The cells that the answer is about; the others were context. */
  asked: readonly number[];
  /** Whether outputs, metadata and attachments of the asked cells were part of it, or only their sources. */
  complete: boolean;
  /** Whether the notebook's own metadata was part of it. */
  metadata: boolean;
}

export class NotebookFindings {
  constructor(readonly notebook: ISharedNotebook) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): CheckState {
    return this._state;
  }

  /** What to tell the person beside the state: a reason, or a next step. */
  get reason(): string {
    return this._reason;
  }

  get checkedAt(): Date | null {
    return this._checkedAt;
  }

  /** Let everybody draw again what is known. */
  redraw(): void {
    this._changed.emit();
  }

  setState(state: CheckState, reason = ''): void {
    if (state !== this._state || reason !== this._reason) {
      this._state = state;
      this._reason = reason;
      this._changed.emit();
    }
  }

  /** Take an answer for the cells as they were sent. Findings for texts that are gone are never shown as marks. */
  merge(answer: IScan, sent: ISent): void {
    const found = new Map<number, IFinding[]>(sent.asked.map(index => [index, []]));
    for (const finding of answer.findings) {
      if (finding.cell) {
        found.get(finding.cell.index)?.push(finding);
      }
    }
    for (const [index, findings] of found) {
      this.keep(sent, index, findings);
    }
    if (sent.metadata) {
      this.own = answer.findings.filter(finding => !finding.cell);
    }
    const reason = answer.targets.find(target => target.outcome !== 'checked')?.reason ?? '';
    this._checkedAt = new Date();
    this._state = answer.verdict === 'incomplete' ? 'incomplete' : 'checked';
    this._reason = reason;
    this.forgetDeleted();
    this._changed.emit();
  }

  /** Findings in the source of a cell, if they were made for exactly the text that it has now; else null. */
  marks(cell: ISharedCell): IFinding[] | null {
    const entry = this.entries(cell).find(each => each.text === cell.getSource());
    return entry ? entry.findings.filter(finding => counts(finding) && finding.place === 'source') : null;
  }

  /** Everything known that counts about a cell whose text is still the one that was looked at; null where it is not known. */
  current(cell: ISharedCell): IFinding[] | null {
    return this.entries(cell).find(each => each.text === cell.getSource())?.findings.filter(counts) ?? null;
  }

  /** All findings that count, in the order of the notebook. */
  rows(): IRow[] {
    return this.listed(counts);
  }

  /** All findings that are ignored, in the same order. */
  ignored(): IRow[] {
    return this.listed(finding => !counts(finding));
  }

  private listed(isMeant: (finding: IFinding) => boolean): IRow[] {
    const rows = this.own.filter(isMeant).map((finding, n) => row(finding, null, -1, false, n));
    this.notebook.cells.forEach((cell, index) => {
      const text = cell.getSource();
      const entries = this.entries(cell);
      const entry = entries.find(each => each.text === text) ?? (entries.length === 1 ? entries[0] : undefined);
      const sorted = (entry?.findings ?? []).filter(isMeant).sort(inOrder);
      rows.push(...sorted.map((finding, n) => row(finding, cell, index, entry?.text !== text, n)));
    });
    return rows;
  }

  private entries(cell: ISharedCell): IEntry[] {
    return this.byId.get(cell.getId()) ?? [];
  }

  private keep(sent: ISent, index: number, findings: IFinding[]): void {
    const cell = sent.cells[index];
    const text = sent.texts[index];
    if (!cell || text === undefined || cell.isDisposed) {
      return;
    }
    const id = cell.getId();
    if (cell.getSource() !== text && this.current(cell)) {
      return; // a late answer: more is known by now
    }
    const others = (this.byId.get(id) ?? []).filter(entry => entry.text !== text);
    const before = (this.byId.get(id) ?? []).find(entry => entry.text === text) ?? others[0];
    if (!sent.complete && before) {
      findings = [...findings, ...before.findings.filter(finding => finding.place !== 'source')];
    }
    const doubled = sent.cells.filter(each => !each.isDisposed && each.getId() === id).length;
    // the newest entries of an id are those of its cells; without doubled ids that is one
    this.byId.set(id, [{ text, findings }, ...others].slice(0, doubled));
  }

  private forgetDeleted(): void {
    const ids = new Set(this.notebook.cells.map(cell => cell.getId()));
    for (const id of this.byId.keys()) {
      if (!ids.has(id)) {
        this.byId.delete(id);
      }
    }
  }

  private byId = new Map<string, IEntry[]>();
  private own: IFinding[] = [];
  private _state: CheckState = 'waiting';
  private _reason = '';
  private _checkedAt: Date | null = null;
  private readonly _changed = new Signal<this, void>(this);
}

function counts({ suppressed }: IFinding): boolean {
  return !suppressed;
}

function row(finding: IFinding, cell: ISharedCell | null, index: number, stale: boolean, n: number): IRow {
  return { key: `${index}/${n}/${finding.fingerprint}`, index, cell, finding, stale };
}

function inOrder(a: IFinding, b: IFinding): number {
  const bySource = Number(a.place !== 'source') - Number(b.place !== 'source');
  return bySource || a.line - b.line || a.column - b.column || worseFirst(a.severity, b.severity);
}
