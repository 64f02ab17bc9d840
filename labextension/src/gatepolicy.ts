// What the gate does for a notebook: the person's setting, what the project says, and what a hub's policy has locked.

import { ISignal, Signal } from '@lumino/signaling';

import type { Client } from './client';
import type { GateMode, IGatePolicy } from './gateshapes';
import type { Severity } from './shapes';

/** The person's own choice; undefined where none was made. */
export interface IChoice {
  mode?: GateMode;
  threshold?: Severity;
  patience?: number;
}

const PATIENCE = 300; // milliseconds that a check may hold a cell up

export class GatePolicies {
  constructor(private readonly client: Pick<Client, 'gatePolicy'>) {}

  /** A policy has come, or the person has chosen. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get choice(): IChoice {
    return this._choice;
  }

  set choice(choice: IChoice) {
    this._choice = choice;
    this._changed.emit();
  }

  get patience(): number {
    return this._choice.patience ?? PATIENCE;
  }

  mode(path: string): GateMode {
    const policy = this.of(path);
    return (policy?.locked ? policy.mode : this._choice.mode ?? policy?.mode) ?? 'warn';
  }

  isLocked(path: string): boolean {
    return this.of(path)?.locked ?? false;
  }

  threshold(path: string): Severity {
    const policy = this.of(path);
    return (policy?.gate_locked ? policy.gate : this._choice.threshold ?? policy?.gate) ?? 'high';
  }

  /** Ask for the policy of a notebook's folder, once; an old server has none, and the person's setting counts. */
  learn(path: string): Promise<IGatePolicy | null> {
    const folder = folderOf(path);
    let learning = this.learning.get(folder);
    if (!learning) {
      learning = this.ask(path, folder);
      this.learning.set(folder, learning);
    }
    return learning;
  }

  private async ask(path: string, folder: string): Promise<IGatePolicy | null> {
    try {
      const policy = await this.client.gatePolicy(path);
      this.known.set(folder, policy);
      this._changed.emit();
      return policy;
    } catch {
      this.learning.delete(folder); // perhaps it answers the next time
      return null;
    }
  }

  private of(path: string): IGatePolicy | null {
    return this.known.get(folderOf(path)) ?? null;
  }

  private _choice: IChoice = {};
  private readonly known = new Map<string, IGatePolicy>();
  private readonly learning = new Map<string, Promise<IGatePolicy | null>>();
  private readonly _changed = new Signal<this, void>(this);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
