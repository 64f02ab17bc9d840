// The checklist of the notebook in front: asked for while its panel is seen, and again when the notebook has changed.

import { ISignal, Signal } from '@lumino/signaling';

import { Client, ServerProblem } from './client';
import { body } from './content';
import type { NotebookFindings } from './findings';
import type { IChecklist } from './shapes';
import type { IFindingsStore } from './tokens';

const PAUSE = 1500; // milliseconds of rest before the checklist is computed again

export class ChecklistModel {
  constructor(
    private readonly client: Client,
    private readonly store: IFindingsStore
  ) {
    store.changed.connect(this.onChanged, this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  checklist: IChecklist | null = null;
  problem = '';
  busy = false;

  get path(): string {
    return this.store.panel?.context.path ?? '';
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
      this.show(await this.client.checklist({ path: panel.context.path, notebook }), '');
      this.asked = asked;
    } catch (error) {
      if (!(error instanceof ServerProblem)) {
        throw error;
      }
      this.show(null, `${error.message}. ${error.help}`);
    } finally {
      this.busy = false;
      this.of = current;
      this._changed.emit();
    }
  }

  /** Ask again after a rest; at once when another notebook came to the front. */
  private onChanged(): void {
    if (!this._visible) {
      return;
    }
    window.clearTimeout(this.timer);
    const other = this.store.current !== this.of;
    if (other) {
      this.show(null, '');
    }
    this.timer = window.setTimeout(() => void this.refreshIfChanged(), other ? 0 : PAUSE);
  }

  private async refreshIfChanged(): Promise<void> {
    const { current } = this.store;
    if (current && JSON.stringify(body(current.notebook, 'whole').notebook) === this.asked) {
      return;
    }
    await this.refresh();
  }

  private show(checklist: IChecklist | null, problem: string): void {
    this.checklist = checklist;
    this.problem = problem;
    this._changed.emit();
  }

  private _visible = false;
  private asked = '';
  private of: NotebookFindings | null = null;
  private timer = 0;
  private readonly _changed = new Signal<this, void>(this);
}
