// The checklist of the notebook in front: asked for while its panel is seen, and again when the notebook has changed.

import type { ISharedNotebook } from '@jupyter/ydoc';
import { Notification } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ISignal, Signal } from '@lumino/signaling';

import { Backoff } from './backoff';
import type { Client, Decision } from './client';
import { body } from './content';
import type { NotebookFindings } from './findings';
import { typedIn } from './halfline';
import { KEY, storeRecord } from './records';
import { FROM_PANEL, FROM_WIDGET, isChecklist, united } from './sameview';
import { ServerProblem } from './serverproblem';
import type { IChecklist } from './shapes';
import type { IFindingsStore } from './tokens';

const PAUSE = 500; // milliseconds of rest before the checklist is computed again
const SOON = 100; // the same after a decision, or when something was measured

export class ChecklistModel {
  constructor(
    private readonly client: Client,
    private readonly store: IFindingsStore,
    private readonly trans: TranslationBundle
  ) {
    store.changed.connect(this.onChanged, this);
    document.addEventListener(FROM_WIDGET, event => this.onWidget(event as CustomEvent));
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  checklist: IChecklist | null = null;
  /** Index of a cell in which somebody is typing what is no Python yet: the checklist is the one before it; or -1. */
  unfinished = -1;
  problem = '';
  busy = false;
  /** Who fills in forms; as the configuration has it until somebody types another name. */
  person = '';

  get panel(): NotebookPanel | null {
    return this.store.panel;
  }

  /** What was typed into the forms of the notebook in front and is not kept yet, by form and field. */
  get drafts(): Map<string, string> {
    const notebook = this.store.current?.notebook;
    const drafts = (notebook && this.typed.get(notebook)) ?? new Map<string, string>();
    if (notebook) {
      this.typed.set(notebook, drafts);
    }
    return drafts;
  }

  get path(): string {
    return this.panel?.context.path ?? '';
  }

  /** Whether anybody sees the panel; nothing is asked for while nobody does. */
  set visible(visible: boolean) {
    this._visible = visible;
    if (visible) {
      void this.refresh();
    }
  }

  async refresh(): Promise<void> {
    const { current, panel } = this.store;
    if (!this._visible || this.busy) {
      this.missed = this.busy;
      return;
    }
    if (!current || !panel) {
      this.show(null, '');
      return;
    }
    this.busy = true;
    this._changed.emit();
    const { notebook } = body(current.notebook, 'whole');
    const asked = JSON.stringify(notebook);
    try {
      const told = await this.client.checklist({ path: panel.context.path, notebook });
      if (this.store.current === current) {
        this.person ||= told.author;
        this.asked = asked;
        this.retry.reset();
        this.take(told, current);
      }
    } catch (error) {
      if (!(error instanceof ServerProblem)) {
        throw error;
      }
      this.of = current;
      this.show(null, `${error.message}. ${error.help}`);
      if (error.kind === 'unreachable') {
        this.asked = '';
        this.later(this.retry.next());
      }
    } finally {
      this.busy = false;
      this._changed.emit();
    }
    if (this.store.current !== current || this.missed) {
      this.missed = false; // what has changed while the answer was on its way is looked at, too
      await this.refresh();
    }
  }

  /** Show an answer; one about half a line waits until the line is whole or left, since it would say that no code is known. */
  private take(told: IChecklist, of: NotebookFindings): void {
    const known = this.of === of && this.checklist ? this.told : null;
    const at = known ? typedIn(told.unparsed, known.unparsed, this.panel?.content ?? null) : -1;
    this.waiting = at < 0 ? null : told;
    this.unfinished = at;
    this.of = of;
    if (at < 0) {
      this.told = told;
      this.show(united(told, this.kernel.get(of.notebook) ?? null), '');
    }
  }

  /** Show the answer that waited for somebody to leave its cell. */
  private onLeft(panel: NotebookPanel): void {
    if (this.waiting && this.of && this.panel === panel && typedIn([this.unfinished], [], panel.content) < 0) {
      this.take(this.waiting, this.of);
    }
  }

  /** Keep an answer or a waiver with the notebook. What is wrong with it, for the person; empty where it was kept. */
  async decide(decision: Decision): Promise<string> {
    const notebook = this.store.current?.notebook;
    if (!notebook) {
      return this.trans.__('The notebook was closed.');
    }
    try {
      const sent = body(notebook, 'whole').notebook;
      const record = await this.client.decide({ path: this.path, notebook: sent, decision });
      const undo = storeRecord(notebook, record);
      const told =
        decision.kind === 'answer'
          ? this.trans.__('%1 is answered; save the notebook to keep it', decision.item)
          : this.trans.__('%1 is waived; save the notebook to keep it', decision.item);
      Notification.success(told, { autoClose: 8000, actions: [{ label: this.trans.__('Undo'), callback: undo }] });
      return '';
    } catch (error) {
      if (!(error instanceof ServerProblem)) {
        throw error;
      }
      return `${error.message}: ${error.help}`;
    }
  }

  /** Ask again after a rest; at once when another notebook came to the front. */
  private onChanged(): void {
    const { current, panel } = this.store;
    if (current && panel && !this.followed.has(current.notebook)) {
      this.followed.add(current.notebook);
      current.notebook.metadataChanged.connect((_, change) => change.key === KEY && this.later(SOON));
      panel.content.activeCellChanged.connect(() => this.onLeft(panel));
      panel.content.stateChanged.connect(() => this.onLeft(panel));
    }
    const other = current !== this.of;
    if (other && this.checklist) {
      this.show(null, '');
    }
    this.later(other ? 0 : PAUSE);
  }

  /** What is due soon is not put off by what may take its time. */
  private later(pause: number): void {
    const due = Date.now() + pause;
    if (this._visible && !(this.timer && pause > SOON && this.isSoon && this.due < due)) {
      window.clearTimeout(this.timer);
      this.isSoon = pause <= SOON;
      this.due = due;
      this.timer = window.setTimeout(() => {
        this.timer = 0;
        void this.refreshIfChanged();
      }, pause);
    }
  }

  private async refreshIfChanged(): Promise<void> {
    const { current } = this.store;
    if (current && current === this.of && JSON.stringify(body(current.notebook, 'whole').notebook) === this.asked) {
      if (this.told && this.checklist) {
        this.show(united(this.told, this.kernel.get(current.notebook) ?? null), this.problem);
      }
      return;
    }
    await this.refresh();
  }

  /** A widget says what its kernel knows: remembered for its notebook, and shown where that is the one in front. */
  private onWidget(event: CustomEvent): void {
    const { current, panel } = this.store;
    if (!isChecklist(event.detail) || !current || !panel?.node.contains(event.target as Node)) {
      return;
    }
    this.kernel.set(current.notebook, event.detail);
    if (this.of === current && this.told) {
      this.show(united(this.told, event.detail), '', false); // it knows more than the document does until now
      this.later(SOON); // and hears what the document has that it does not know
    }
  }

  private show(checklist: IChecklist | null, problem: string, isNews = true): void {
    if (!checklist) {
      this.waiting = null;
      this.unfinished = -1;
    }
    this.checklist = checklist;
    this.problem = problem;
    if (checklist && isNews) {
      this.panel?.node.dispatchEvent(new CustomEvent(FROM_PANEL, { bubbles: true, detail: checklist }));
    }
    this._changed.emit();
  }

  private _visible = false;
  private asked = '';
  private told: IChecklist | null = null;
  private waiting: IChecklist | null = null;
  private of: NotebookFindings | null = null;
  private readonly retry = new Backoff();
  private timer = 0;
  private due = 0;
  private isSoon = false;
  private readonly typed = new WeakMap<ISharedNotebook, Map<string, string>>();
  private missed = false;
  private readonly kernel = new WeakMap<ISharedNotebook, IChecklist>();
  private readonly followed = new WeakSet<ISharedNotebook>();
  private readonly _changed = new Signal<this, void>(this);
}
