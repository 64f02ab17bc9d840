// The answers of the gate's routes, and the facts of a kernel as they are sent there.

import type { ICellRef, IFinding, Severity } from './shapes';

export type GateMode = 'off' | 'warn' | 'block';

export const MODES: readonly GateMode[] = ['off', 'warn', 'block'];

/** What a kernel says, as its probe tells it; `versions` are left out while they are as they were. */
export interface IKernelAnswer {
  names: Record<string, string>;
  /** Functions and classes that are not what their path says. */
  attributes: Record<string, string>;
  definitions: Record<string, string>;
  files: Record<string, object>;
  mark: string;
  versions?: Record<string, string>;
}

export interface IKernelFacts {
  names: Record<string, string>;
  /** Functions and classes that are not what their path says. */
  attributes: Record<string, string>;
  definitions: Record<string, string>;
  files: Record<string, object>;
  versions: Record<string, string>;
}

export interface IGateAnswer {
  format: 'mlsec-gate/1';
  cell: ICellRef & { hash: string };
  outcome: 'checked' | 'not-checked';
  reason: string | null;
  /** Findings in the cell's source by its text alone, and with what the kernel says. */
  text: IFinding[];
  findings: IFinding[];
  basis: string[];
  unknown_files: string[];
  /** Whether nothing on the disk was looked at but the configuration. */
  lasting: boolean;
}

export interface IGatePolicy {
  format: 'mlsec-gate-policy/1';
  mode: GateMode | null;
  locked: boolean;
  gate: Severity;
  gate_locked: boolean;
  probe: string;
}

export interface IOverride {
  format: 'mlsec-gate-override/1';
  reason: string;
  recorded: boolean;
  entry: number | null;
  problem: string | null;
}
